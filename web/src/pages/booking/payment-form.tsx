/** The provider's card form and the button below it; a declined card is told and can be followed by another one. */
import type { Booking, Checkout } from '@berth/sdk/browser';
import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { operationOf, spanOf } from '../../browser-trace/operation.ts';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { formatPrice } from '../../format/price.ts';
import { type Attempt, usePaymentForm } from '../../payment/use-payment-form.ts';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';

interface PaymentFormProps {
  readonly booking: Booking;
  readonly checkout: Checkout;
  readonly scriptUrl: string;
  readonly onSubmitted: () => void;
}

/** A failed attempt, as an error of its span. */
class Declined extends Error {}

export function PaymentForm({ booking, checkout, scriptUrl, onSubmitted }: PaymentFormProps) {
  const { locale } = useShop();
  const host = useRef<HTMLDivElement>(null);
  const form = usePaymentForm({ scriptUrl, publishableKey: checkout.publishableKey, clientSecret: checkout.clientSecret }, host);
  const pay = useMutation({
    mutationFn: () => inTrace(booking.id, () => form.pay(location.href.split('?')[0] ?? location.href)),
    onSuccess: ({ outcome }) => outcome === 'submitted' && onSubmitted(),
  });
  // The server's word of an attempt before this page was opened; a newer one is shown instead.
  const declined = pay.isIdle ? checkout.lastError : pay.error?.message;
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (!pay.isPending && form.state === 'ready') pay.mutate();
      }}
    >
      {declined !== undefined && declined !== '' && (
        <Notice tone="bad" title={t.booking.declined}>
          {declined} {t.booking.declinedHint}
        </Notice>
      )}
      {form.state === 'failed' && <FormFailed onRetry={form.reload} />}
      <div className="relative min-h-44">
        {form.state === 'loading' && <Skeleton className="absolute inset-0 h-full" />}
        <div ref={host} className={form.state === 'ready' ? '' : 'invisible'} />
      </div>
      <Button type="submit" disabled={form.state !== 'ready'} busy={pay.isPending && t.booking.paying}>
        {t.booking.payNow(formatPrice(checkout.amount, locale))}
      </Button>
    </form>
  );
}

const FormFailed = ({ onRetry }: { readonly onRetry: () => void }) => (
  <Notice
    tone="bad"
    title={t.booking.formFailed}
    action={
      <Button variant="secondary" onClick={onRetry}>
        {t.app.retry}
      </Button>
    }
  >
    {t.booking.formFailedHint}
  </Notice>
);

/** The attempt as a span of the booking's trace. Rejects with `Declined` when the card was refused. */
function inTrace(bookingId: string, pay: () => Promise<Attempt>): Promise<Attempt> {
  const attempt = async (): Promise<Attempt> => {
    const result = await pay();
    if (result.outcome === 'declined') throw new Declined(result.message);
    return result;
  };
  const operation = operationOf(bookingId, sessionStorage);
  return operation ? spanOf(operation, { name: 'browser pay' }, attempt) : attempt();
}
