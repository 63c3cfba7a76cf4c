/** Ending a booking: by the customer or the business, or because nobody paid in time. */
import { reject, type Rejection } from '../../runtime/errors.ts';
import { zero, type Money } from '../../runtime/money.ts';
import type { Booking, BookingEvent, BookingState } from './booking.ts';

type Decision = { readonly events: readonly BookingEvent[] } | { readonly rejection: Rejection };

/** What cancelling now gives back: the policy of the purchase decides for customers, the business always gives everything. */
export function refundOf({ payment, freeUntil, total }: Booking, byStaff: boolean, now: Date): Money {
  if (!payment) return zero(total.currency);
  return byStaff || now <= freeUntil ? payment.amount : zero(total.currency);
}

/** Cancels a held or confirmed booking that has not begun. */
export function cancel(state: BookingState, by: { readonly actor: string; readonly staff: boolean; readonly reason: string }, now: Date): Decision {
  const { booking } = state;
  if (!booking) return { rejection: reject('NOT_FOUND', 'There is no such booking.', { code: 'NOT_FOUND' }) };
  const rejection = refuse(booking, by.staff, now);
  if (rejection) return { rejection };
  const act = { actor: by.actor, time: now, reason: by.reason };
  return { events: [{ type: 'cancelled', refund: refundOf(booking, by.staff, now), act }] };
}

function refuse({ status, hold, time }: Booking, byStaff: boolean, now: Date): Rejection | undefined {
  if (status === 'cancelled' || status === 'expired') return reject('ALREADY_ENDED', 'This booking has ended already.');
  if (status === 'completed' || status === 'no_show') return reject('ALREADY_OVER', 'This booking is in the past and cannot be cancelled.');
  if (status === 'pending' && hold.claimed) {
    return reject('PAYMENT_IN_PROGRESS', 'The payment is being taken just now. Try again in a moment.', { retryAfterMs: 2_000 });
  }
  if (!byStaff && time.start <= now) return reject('ALREADY_BEGUN', 'It has begun and can only be cancelled by the business.');
  return undefined;
}

/** The hold ran out. Does nothing when the place was claimed, taken or given back in the meantime. */
export function expire({ booking }: BookingState, now: Date): Decision {
  if (!booking || booking.status !== 'pending' || booking.hold.claimed || booking.hold.expires > now) return { events: [] };
  const reason = 'The hold ended before the payment came';
  return { events: [{ type: 'expired', act: { actor: 'reminder', time: now, reason } }] };
}
