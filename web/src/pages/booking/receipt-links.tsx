/** The receipt as real links, ready before they are used: one opens it beside the page, one saves it. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { receiptQuery } from '../../berth/queries.ts';
import { buttonClass, Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';

interface ReceiptLinksProps {
  readonly userId: string;
  /** Empty while the receipt is being made. */
  readonly receiptId: string;
}

export function ReceiptLinks({ userId, receiptId }: ReceiptLinksProps) {
  const { slug } = useShop();
  const receipt = useQuery({ ...receiptQuery(slug, userId, receiptId), enabled: receiptId !== '' });
  const url = useObjectUrl(receipt.data?.pdf);
  if (receipt.error) {
    return (
      <Button variant="secondary" onClick={() => void receipt.refetch()}>
        {t.booking.receipt}: {t.app.retry}
      </Button>
    );
  }
  if (url === undefined) return <p className="flex min-h-11 items-center text-ink">{t.booking.receiptComing}</p>;
  return (
    <>
      <a href={url} target="_blank" rel="noreferrer" className={buttonClass('secondary')}>
        <Icon name="receipt" />
        {t.booking.openReceipt}
        <span className="sr-only"> {t.booking.newTab}</span>
      </a>
      <a href={url} download={receipt.data?.fileName} className={buttonClass('quiet')}>
        {t.booking.downloadReceipt}
      </a>
    </>
  );
}

/** An address for bytes, for as long as they are shown. */
function useObjectUrl(bytes: Uint8Array | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (bytes === undefined) return undefined;
    const made = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: 'application/pdf' }));
    setUrl(made);
    return () => {
      setUrl(undefined);
      URL.revokeObjectURL(made);
    };
  }, [bytes]);
  return url;
}
