/** Moving the rest of a series: the old places are given back only when every new one is had, else nothing changes. */
import { reject } from '../../runtime/errors.ts';
import { add, sameMoney, type Money } from '../../runtime/money.ts';
import type { Booking } from './booking.ts';
import { stateOf } from './bookings.ts';
import { priceChanged } from './hold.ts';
import { linesToday, totalOf } from './lines.ts';
import { relocate, type Move } from './reschedule.ts';
import { conflicts, evolveSeries, toSkipped, type SeriesDecision, type SeriesEvent, type SeriesState, type SkippedDate } from './series.ts';
import { refuseUnlessOpen, type ChangedBy } from './standing.ts';
import { staffOf } from './takes.ts';

/** Where a booking is to go. */
export interface MemberMove {
  readonly bookingId: string;
  /** Where it was when the move was prepared. */
  readonly from: Date;
  readonly to: { readonly localStart: string; readonly start: Date };
  /** Only with this member of staff. */
  readonly staffId: string | undefined;
  readonly move: Move;
}

/** Somebody has moved one of the bookings since the move was prepared. */
export const SERIES_CHANGED = 'SERIES_CHANGED';

/** What has ended or begun is left as it is, and so is what is there already. `expectedTotal` is of all that move. */
export function moveEach(state: SeriesState, moves: readonly MemberMove[], by: ChangedBy, now: Date, expectedTotal?: Money): SeriesDecision {
  const toMove = moves.flatMap((move) => {
    const booking = state.bookings.get(move.bookingId);
    return booking && isAhead(booking, now) && !isThere(booking, move) ? [{ ...move, booking }] : [];
  });
  if (toMove.length === 0) return { rejection: reject('NOTHING_TO_MOVE', 'None of these bookings can be moved, or they are at these times already.') };
  if (toMove.some(({ booking, from }) => booking.time.start.getTime() !== from.getTime())) {
    return { rejection: reject(SERIES_CHANGED, 'A booking of the series was moved in the meantime. Load it again and repeat the change.', { code: 'ABORTED' }) };
  }
  const given: SeriesEvent = { type: 'placesGiven', bookingIds: toMove.map(({ bookingId }) => bookingId) };
  const [events, refused]: [SeriesEvent[], SkippedDate[]] = [[given], []];
  let after = evolveSeries(state, given);
  for (const { bookingId, booking, to, move } of toMove) {
    const decision = relocate(stateOf(after, bookingId), expectedTotal ? atTodaysPrice(booking, move) : move, by, now);
    if ('rejection' in decision) refused.push(toSkipped(booking.series?.index ?? 0, to.localStart, decision.rejection));
    else {
      const moved = decision.events.flatMap((event) => (event.type === 'rescheduled' ? [{ type: 'memberMoved', bookingId, event } as const] : []));
      events.push(...moved);
      after = moved.reduce(evolveSeries, after);
    }
  }
  if (refused.length > 0) return { rejection: conflicts(refused, toMove.length, 'Choose other times, or move fewer of them.') };
  const total = toMove.map(({ booking }) => (after.bookings.get(booking.id) ?? booking).total).reduce(add);
  return expectedTotal && !sameMoney(expectedTotal, total) ? { rejection: priceChanged(total) } : { events };
}

/** Whoever has seen the total of all has seen each price; what is paid online keeps its own. */
const atTodaysPrice = ({ lines, total, paymentRequired }: Booking, move: Move): Move =>
  paymentRequired ? move : { ...move, expectedTotal: totalOf(linesToday(lines, move.offering), total.currency) };

/** A payment that is being taken keeps all of them where they are; it is over in a moment. */
const isAhead = (booking: Booking, now: Date): boolean => {
  const refused = refuseUnlessOpen(booking, now);
  return booking.time.start > now && (!refused || refused.reason === 'PAYMENT_IN_PROGRESS');
};

const isThere = ({ time, place }: Booking, { to, staffId }: MemberMove): boolean =>
  time.start.getTime() === to.start.getTime() && (staffId === undefined || staffOf(place)?.id === staffId);
