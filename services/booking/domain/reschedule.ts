/**
 * Moving a booking to another time: it keeps its id, gives its old place back only with the new one in hand, and keeps what was agreed.
 * Money never moves with it: where the price is another one today, staff decide.
 */
import { reject, type Rejection } from '../../runtime/errors.ts';
import { sameMoney, type Money } from '../../runtime/money.ts';
import type { Booking, BookingState } from './booking.ts';
import { vacate } from './evolve.ts';
import { findPlace, priceChanged, type Found, type PlaceWish } from './hold.ts';
import { linesToday, totalOf, type Line } from './lines.ts';
import { freeUntil } from './policy.ts';
import { calendarIdsOf, staffOf } from './takes.ts';
import { noBooking, refuseUnlessOpen, type ChangedBy, type Decision } from './standing.ts';

/** Where a booking is to go. `expectedTotal` is the price that whoever asks has seen. */
export interface Move extends PlaceWish {
  readonly expectedTotal: Money | undefined;
}

// Its own old time is no obstacle: half an hour later with the same person overlaps with it.
export const reschedule = (state: BookingState, move: Move, by: ChangedBy, now: Date): Decision => relocate(vacate(state), move, by, now);

/** The same of a booking that has given its places back in this turn already. */
export function relocate(vacated: BookingState, move: Move, by: ChangedBy, now: Date): Decision {
  const { booking } = vacated;
  if (!booking) return noBooking();
  const refused = refuseUnlessOpen(booking, now) ?? refuseCustomer(booking, move, by, now);
  if (refused) return { rejection: refused };
  const found = findPlace(vacated, stayingWithStaff(booking, move));
  if ('rejection' in found) return found;
  if (found.time.start <= now) return { rejection: reject('SLOT_IN_PAST', 'This time has begun already. Choose a later one.') };
  if (isWhereItIs(booking, found)) return { rejection: reject('NOTHING_TO_MOVE', 'The booking is at this time already. Choose another one.') };
  const price = priceAfter(booking, move, by);
  if ('rejection' in price) return price;
  const moved: Booking = {
    ...booking,
    time: found.time,
    place: found.place,
    lines: price.lines,
    total: price.total,
    checkedIn: undefined,
    hold: { ...booking.hold, fence: booking.hold.fence + 1n },
  };
  const act = { actor: by.actor, time: now, reason: by.reason };
  return { events: [{ type: 'rescheduled', previous: booking.time, booking: moved, taking: found.taking, act }] };
}

/** Staff may move what customers may not: late, begun, or no longer offered. */
function refuseCustomer({ status, time, policy }: Booking, { offering }: Move, { staff }: ChangedBy, now: Date): Rejection | undefined {
  if (staff) return undefined;
  if (!offering.published) return reject('SLOT_NOT_OFFERED', `“${offering.title}” is no longer offered. Ask the business to move the booking.`);
  if (time.start <= now) return reject('ALREADY_BEGUN', 'It has begun and can only be moved by the business.');
  const until = freeUntil(policy, time.start);
  // Nothing is bought before the payment: a hold may move as freely as it may be given up.
  if (status === 'pending' || (until !== undefined && now <= until)) return undefined;
  return reject('TOO_LATE_TO_MOVE', 'It is too late to move this booking. Ask the business to move it.', {
    ...(until && { metadata: { until_time: until.toISOString() } }),
  });
}

/** Whoever serves it now goes on doing so when they can. */
function stayingWithStaff({ place }: Booking, move: Move): PlaceWish {
  return 'units' in move.place ? { ...move, place: { ...move.place, staysWith: calendarIdsOf(place) } } : move;
}

const isWhereItIs = ({ place, time }: Booking, found: Exclude<Found, { rejection: Rejection }>): boolean => {
  if (place.kind !== 'time') return found.place.kind !== 'time' && found.place.sessionId === place.sessionId;
  return staffOf(found.place)?.id === staffOf(place)?.id && found.time.start.getTime() === time.start.getTime();
};

interface Price {
  readonly lines: readonly Line[];
  readonly total: Money;
}

/**
 * What the moved booking costs. What is paid online keeps its price, since no money moves: a customer is refused when it is another
 * one today, staff may move it all the same. What is paid at the desk takes today's price once whoever asks has named it.
 */
function priceAfter(booking: Booking, { offering, expectedTotal }: Move, { staff }: ChangedBy): Price | { readonly rejection: Rejection } {
  const { lines, total } = booking;
  const linesNow = linesToday(lines, offering);
  const today = totalOf(linesNow, total.currency);
  if (sameMoney(today, total)) return expectedTotal && !sameMoney(expectedTotal, today) ? { rejection: priceChanged(today) } : { lines, total };
  const named = expectedTotal && sameMoney(expectedTotal, today);
  if (named && !booking.paymentRequired) return { lines: linesNow, total: today };
  if (staff && (!expectedTotal || sameMoney(expectedTotal, total))) return { lines, total };
  return { rejection: priceChanged(today, booking.paymentRequired ? 'Cancel and book anew, or ask the business to move the booking.' : undefined) };
}
