/** Cancelling: what it gives back is said before it is asked for, and it is asked twice. */
import type { Booking } from '@berth/sdk/browser';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { bookingClient, bookingKey } from '../../berth/queries.ts';
import { isCancellable, openTiers, refundPercent, shareOf } from '../../booking/phase.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextArea } from '../../components/field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { formatPrice } from '../../format/price.ts';
import { instantInZone } from '../../format/when.ts';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';

interface CancelBookingProps {
  readonly booking: Booking;
  readonly userId: string;
  readonly onCancelled: () => void;
}

export function CancelBooking(props: CancelBookingProps) {
  const { booking } = props;
  const [asking, setAsking] = useState(false);
  if (!isCancellable(booking, new Date())) return null;
  return (
    <div className="grid gap-3 border-t border-line pt-5">
      {booking.payment && (
        <ul className="grid gap-1 text-sm text-quiet">
          {policyTexts(booking).map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      <Button variant="danger" onClick={() => setAsking(true)}>
        {t.booking.cancel}
      </Button>
      {asking && <Question {...props} onClose={() => setAsking(false)} />}
    </div>
  );
}

/** What cancelling still gives back and until when; when that is over, since when. */
function policyTexts(booking: Booking): readonly string[] {
  const zone = booking.time?.timeZone ?? 'UTC';
  const open = openTiers(booking, new Date()).flatMap(({ refundPercent: percent, untilTime }) => {
    const until = untilTime && instantInZone(timestampDate(untilTime), zone);
    return until ? [percent === 100 ? t.booking.cancelFreeUntil(until) : t.booking.cancelPartUntil(percent, until)] : [];
  });
  if (open.length > 0) return open;
  const free = booking.cancellationPolicy?.freeUntilTime;
  return [free ? t.booking.cancelTooLate(instantInZone(timestampDate(free), zone)) : t.booking.cancelNothing];
}

function Question({ booking, userId, onCancelled, onClose }: CancelBookingProps & { readonly onClose: () => void }) {
  const { slug } = useShop();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const cancel = useMutation({
    mutationFn: () => bookingClient(slug, booking.id).bookings.cancelBooking({ id: booking.id, reason: reason.trim() }),
    onSuccess(answer) {
      if (answer.booking) queries.setQueryData(bookingKey(slug, userId, booking.id), answer.booking);
      onCancelled();
    },
  });
  return (
    <Dialog title={t.booking.cancelTitle} onClose={onClose}>
      <p>{useRefundText(booking)}</p>
      <TextArea label={t.booking.cancelReason} optional rows={2} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      {cancel.error && <ProblemNotice error={cancel.error} />}
      <div className="grid grid-cols-2 gap-3">
        <Button variant="secondary" onClick={onClose}>
          {t.booking.keep}
        </Button>
        <Button variant="danger" busy={cancel.isPending && t.booking.cancelling} onClick={() => cancel.mutate()}>
          {t.booking.cancel}
        </Button>
      </div>
    </Dialog>
  );
}

function useRefundText(booking: Booking): string {
  const { locale } = useShop();
  const amount = booking.payment?.amount;
  if (!amount) return t.booking.cancelText['nothing-paid'];
  const percent = refundPercent(booking, new Date());
  if (percent === 0) return t.booking.cancelText.nothing;
  if (percent === 100) return t.booking.cancelText.everything(formatPrice(amount, locale));
  return t.booking.cancelText.part(formatPrice({ ...amount, amountMinor: shareOf(amount.amountMinor, percent) }, locale));
}
