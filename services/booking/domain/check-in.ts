/** Letting someone in: once, on the day, with a booking that still stands. */
import { reject, type Rejection } from '../../runtime/errors.ts';
import type { Booking, BookingState } from './booking.ts';
import { completionOf } from './complete.ts';
import { instantAt, localDates, type BookedTime } from './local-time.ts';
import { noBooking, type ChangedBy, type Decision } from './standing.ts';

const EARLY_MS = 3 * 3_600_000;

/** From the beginning of its local day, or three hours before the start when that is earlier, until it counts as completed. */
export function checkInWindow({ time }: { readonly time: BookedTime }): { readonly opens: Date; readonly closes: Date } {
  const [day] = localDates(time.start, time.start, time.timeZone);
  const morning = day ? instantAt(day, '00:00', time.timeZone).getTime() : Infinity;
  return { opens: new Date(Math.min(morning, time.start.getTime() - EARLY_MS)), closes: completionOf({ time }) };
}

/** `fence` is that of the token; absent when staff name the booking. Does nothing when they are in already. */
export function checkIn({ booking }: BookingState, fence: bigint | undefined, by: ChangedBy, now: Date): Decision {
  if (!booking) return noBooking();
  const rejection = refuseStatus(booking) ?? refuseToken(booking, fence);
  if (rejection) return { rejection };
  if (booking.checkedIn) return { events: [] };
  const late = refuseTime(booking, now);
  return late ? { rejection: late } : { events: [{ type: 'checkedIn', act: { actor: by.actor, time: now, reason: by.reason } }] };
}

function refuseStatus({ status, reason }: Booking): Rejection | undefined {
  switch (status) {
    case 'confirmed':
      return undefined;
    case 'pending':
      return reject('NOT_CONFIRMED', 'This booking is not paid yet.');
    case 'cancelled':
    case 'expired':
      return reject('ALREADY_ENDED', reason === '' ? 'This booking was cancelled.' : `This booking was cancelled: ${reason}`);
    case 'completed':
    case 'no_show':
      return reject('ALREADY_OVER', 'This booking is in the past.');
    default:
      return status satisfies never;
  }
}

const refuseToken = ({ hold }: Booking, fence: bigint | undefined): Rejection | undefined =>
  fence === undefined || fence === hold.fence
    ? undefined
    : reject('CHECK_IN_TOKEN_OUTDATED', 'This code is from before the booking was moved. Ask the customer to open the booking again.');

function refuseTime(booking: Booking, now: Date): Rejection | undefined {
  const { opens, closes } = checkInWindow(booking);
  const { localStart, timeZone } = booking.time;
  const metadata = { local_start: localStart, time_zone: timeZone };
  if (now < opens) return reject('CHECK_IN_NOT_OPEN', `This booking is for ${localStart.replace('T', ' ')} (${timeZone}); it is too early to check in.`, { metadata });
  if (now >= closes) return reject('CHECK_IN_CLOSED', `This booking was for ${localStart.replace('T', ' ')} (${timeZone}); it is over.`, { metadata });
  return undefined;
}
