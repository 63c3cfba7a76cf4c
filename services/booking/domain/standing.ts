/** What every change of a booking asks first: whether it still stands, and who may say so. */
import { reject, type Rejection } from '../../runtime/errors.ts';
import type { Booking, BookingEvent } from './booking.ts';

export type Decision = { readonly events: readonly BookingEvent[] } | { readonly rejection: Rejection };

/** On whose behalf something changes. */
export interface ChangedBy {
  readonly actor: string;
  readonly staff: boolean;
  readonly reason: string;
}

export const noBooking = (): { readonly rejection: Rejection } => ({ rejection: reject('NOT_FOUND', 'There is no such booking.', { code: 'NOT_FOUND' }) });

/** Why nothing can change any more, or not just now; `undefined` for a booking that is held or confirmed. */
export function refuseUnlessOpen({ status, hold }: Booking, now: Date): Rejection | undefined {
  if (status === 'cancelled' || status === 'expired') return reject('ALREADY_ENDED', 'This booking has ended already.');
  if (status === 'completed' || status === 'no_show') return reject('ALREADY_OVER', 'This booking is in the past and cannot be changed.');
  if (status !== 'pending') return undefined;
  if (hold.claimed) return reject('PAYMENT_IN_PROGRESS', 'The payment is being taken just now. Try again in a moment.', { retryAfterMs: 2_000 });
  return hold.expires <= now ? reject('HOLD_EXPIRED', 'The place was held until a moment ago. Book again.') : undefined;
}
