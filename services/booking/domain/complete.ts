/** What becomes of a confirmed booking when its time has come: it took place, or the customer did not come. */
import { reject } from '../../runtime/errors.ts';
import type { Booking, BookingState } from './booking.ts';
import { noBooking, type ChangedBy, type Decision } from './standing.ts';

/** How long after the end a booking counts as completed: until then staff can still check someone in. */
const COMPLETE_AFTER_MS = 3_600_000;
const NO_SHOW_WITHIN_MS = 7 * 24 * 3_600_000;

export const completionOf = ({ time }: Pick<Booking, 'time'>): Date => new Date(time.end.getTime() + COMPLETE_AFTER_MS);

/** Does nothing when the booking was moved, cancelled or marked in the meantime. */
export function complete({ booking }: BookingState, now: Date): Decision {
  if (!booking || booking.status !== 'confirmed' || completionOf(booking) > now) return { events: [] };
  return { events: [{ type: 'completed', act: { actor: 'reminder', time: now, reason: '' } }] };
}

/** For staff only, which the contract sees to. There is no way back. */
export function markNoShow({ booking }: BookingState, by: ChangedBy, now: Date): Decision {
  if (!booking) return noBooking();
  if (booking.status === 'no_show') return { rejection: reject('ALREADY_NO_SHOW', 'This booking is marked as a no-show already.') };
  if (booking.status !== 'confirmed' && booking.status !== 'completed') {
    return { rejection: reject('NOT_CONFIRMED', 'Only a confirmed booking can become a no-show.') };
  }
  if (booking.checkedIn) return { rejection: reject('CHECKED_IN', 'Someone was checked in with this booking, so they came.') };
  if (now < booking.time.start) return { rejection: reject('NOT_BEGUN', 'It has not begun yet. Mark a no-show after the start.') };
  const completed = booking.history.find(({ to, change }) => change === 'state' && to === 'completed')?.time;
  if (completed && now.getTime() > completed.getTime() + NO_SHOW_WITHIN_MS) {
    return { rejection: reject('TOO_LATE_FOR_NO_SHOW', 'It was completed more than seven days ago.') };
  }
  return { events: [{ type: 'noShow', act: { actor: by.actor, time: now, reason: by.reason } }] };
}
