/** Who comes along: never more people than places. */
import { reject, type Rejection } from '../../runtime/errors.ts';
import { partyOf, type Attendee, type BookingState } from './booking.ts';
import { noBooking, refuseUnlessOpen, type ChangedBy, type Decision } from './standing.ts';

/** Why so many attendees cannot be named. */
export const refuseCrowd = (attendees: readonly Attendee[], places: number): Rejection | undefined =>
  attendees.length <= places
    ? undefined
    : reject('TOO_MANY_ATTENDEES', `The booking is for ${places}; name at most as many people.`, {
        code: 'INVALID_ARGUMENT',
        violations: [{ field: 'attendees', description: `at most ${places}, one for each place` }],
      });

/** Replaces them all. Customers may until it begins, staff until it is over. */
export function changeAttendees({ booking }: BookingState, attendees: readonly Attendee[], by: ChangedBy, now: Date): Decision {
  if (!booking) return noBooking();
  const refused = refuseUnlessOpen(booking, now) ?? refuseCrowd(attendees, partyOf(booking));
  if (refused) return { rejection: refused };
  if (!by.staff && booking.time.start <= now) return { rejection: reject('ALREADY_BEGUN', 'It has begun and can only be changed by the business.') };
  return { events: [{ type: 'attendeesChanged', attendees, act: { actor: by.actor, time: now, reason: by.reason } }] };
}
