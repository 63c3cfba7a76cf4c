/** Ending a booking: by the customer or the business, or because nobody paid in time. */
import { reject, type Rejection } from '../../runtime/errors.ts';
import { zero, type Money } from '../../runtime/money.ts';
import type { Booking, BookingState } from './booking.ts';
import { percentAt, percentOf } from './policy.ts';
import { noBooking, refuseUnlessOpen, type ChangedBy, type Decision } from './standing.ts';

/** What cancelling now gives back: the policy of the purchase decides for customers, the business gives everything unless it says otherwise. */
export function refundOf({ payment, policy, time, total }: Booking, byStaff: boolean, now: Date): Money {
  if (!payment) return zero(total.currency);
  return byStaff ? payment.amount : percentOf(payment.amount, percentAt(policy, time.start, now));
}

/** What the caller would get back by cancelling now; `undefined` when it can no longer be cancelled. */
export const refundNow = (booking: Booking, byStaff: boolean, now: Date): Money | undefined =>
  refuse(booking, byStaff, now) ? undefined : refundOf(booking, byStaff, now);

/** Cancels a held or confirmed booking that has not begun. `refund` is what staff give back instead of what the rule says. */
export function cancel(state: BookingState, by: ChangedBy, now: Date, refund?: Money): Decision {
  const { booking } = state;
  if (!booking) return noBooking();
  const rejection = refuse(booking, by.staff, now) ?? (refund && refuseRefund(booking, by, refund));
  if (rejection) return { rejection };
  const act = { actor: by.actor, time: now, reason: by.reason };
  return { events: [{ type: 'cancelled', refund: refund ?? refundOf(booking, by.staff, now), act }] };
}

function refuse(booking: Booking, byStaff: boolean, now: Date): Rejection | undefined {
  const refused = refuseUnlessOpen(booking, now);
  // A hold that ran out a moment ago may be given up all the same.
  if (refused && refused.reason !== 'HOLD_EXPIRED') return refused;
  if (!byStaff && booking.time.start <= now) return reject('ALREADY_BEGUN', 'It has begun and can only be cancelled by the business.');
  return undefined;
}

function refuseRefund({ payment, total }: Booking, { staff, reason }: ChangedBy, refund: Money): Rejection | undefined {
  const wrong = (description: string): Rejection =>
    reject('INVALID_REFUND', `The refund ${description}.`, { code: 'INVALID_ARGUMENT', violations: [{ field: 'refund', description }] });
  if (!staff) return reject('REFUND_BY_STAFF_ONLY', 'Only the business can change what is given back.', { code: 'PERMISSION_DENIED' });
  const { minor, currency } = payment?.amount ?? zero(total.currency);
  if (refund.currency !== currency) return wrong(`must be in ${currency}`);
  if (refund.minor < 0n || refund.minor > minor) return wrong('must be between nothing and what was paid');
  return reason.trim() === '' ? reject('REASON_REQUIRED', 'Say why another amount than usual is given back.') : undefined;
}

/** The hold ran out. Does nothing when the place was claimed, taken or given back in the meantime. */
export function expire({ booking }: BookingState, now: Date): Decision {
  if (!booking || booking.status !== 'pending' || booking.hold.claimed || booking.hold.expires > now) return { events: [] };
  const reason = 'The hold ended before the payment came';
  return { events: [{ type: 'expired', act: { actor: 'reminder', time: now, reason } }] };
}
