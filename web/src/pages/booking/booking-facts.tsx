/** What was booked, when in its own zone, for whom and for how much. */
import type { Booking } from '@berth/sdk/browser';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { countsPlaces } from '../../booking/phase.ts';
import { Facts } from '../../components/facts.tsx';
import { Lines } from '../../components/lines.tsx';
import { formatPrice, isFree } from '../../format/price.ts';
import { viewerTime, wallSpan, zoneName } from '../../format/when.ts';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';

export function BookingFacts({ booking }: { readonly booking: Booking }) {
  const { locale } = useShop();
  const { code, offering, staffName, partySize, note, customer, lines, total, payment } = booking;
  const price = isFree(total) ? t.offering.free : formatPrice(total, locale);
  return (
    <Facts
      facts={[
        [t.booking.code, <span className="text-lg font-semibold tracking-wider tabular-nums">{code}</span>],
        [t.booking.when, <When booking={booking} />],
        [t.booking.where, offering?.place],
        [t.booking.with, staffName],
        [t.booking.places, countsPlaces(booking) && partySize],
        [t.booking.bookedBy, customer?.name],
        [t.booking.note, note !== '' && <span className="whitespace-pre-line">{note}</span>],
        [t.booking.lines, lines.length > 1 && <Lines lines={lines.flatMap(({ title, quantity, amount }) => (amount ? [{ title, quantity, amount }] : []))} />],
        [t.booking.total, <span className="font-semibold tabular-nums">{price}</span>],
        [t.booking.paid, payment && t.booking.paidWith(formatPrice(payment.amount, locale), payment.methodLabel)],
      ]}
    />
  );
}

function When({ booking: { time } }: { readonly booking: Booking }) {
  if (!time?.startTime) return null;
  const theirs = viewerTime(time);
  return (
    <>
      <span className="font-medium">{wallSpan(time)}</span>
      <span className="block text-sm text-quiet">
        {zoneName(time.timeZone, timestampDate(time.startTime))}
        {theirs !== undefined && ` · ${t.times.yours(theirs)}`}
      </span>
    </>
  );
}
