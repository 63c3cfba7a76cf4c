/** More time to pay: twice at most, each time half of the offering's hold, so that no place is held for longer by more than one of those in all. */
import { reject } from '../../runtime/errors.ts';
import type { BookingState } from './booking.ts';
import { noBooking, refuseUnlessOpen, type ChangedBy, type Decision } from './standing.ts';

/** More time than this is for nobody. */
export const MAX_EXTENSIONS = 2;
const MINUTE_MS = 60_000;

/** How often the hold can still be extended. */
export const extensionsLeft = (extensions: number): number => Math.max(0, MAX_EXTENSIONS - extensions);

export function extendHold(state: BookingState, by: ChangedBy, now: Date): Decision {
  const { booking } = state;
  if (!booking) return noBooking();
  const refused = refuseUnlessOpen(booking, now);
  if (refused) return { rejection: refused };
  const { hold, time, status } = booking;
  if (status !== 'pending') return { rejection: reject('NOT_HELD', 'The booking is confirmed; there is no hold to extend.') };
  const expires = new Date(Math.min(hold.expires.getTime() + (hold.minutes * MINUTE_MS) / 2, time.start.getTime()));
  if (extensionsLeft(hold.extensions) === 0 || expires <= hold.expires) {
    return { rejection: reject('NO_MORE_TIME', 'The hold cannot be extended any further. Pay before it ends.', { metadata: { expire_time: hold.expires.toISOString() } }) };
  }
  const act = { actor: by.actor, time: now, reason: by.reason };
  return { events: [{ type: 'holdExtended', hold: { ...hold, expires, extensions: hold.extensions + 1 }, act }] };
}
