/** The boundaries of booking's invariants: what one turn locks. */
import type { Key } from '../runtime/actor/types.ts';
import type { Booking } from './domain/booking.ts';
import { calendarIdsOf } from './domain/takes.ts';

export const bookingKey = (id: string): Key => ({ type: 'booking', id });
export const sessionKey = (id: string): Key => ({ type: 'session', id });
/** The time of a member of staff or a resource. */
export const calendarKey = (bookableId: string): Key => ({ type: 'calendar', id: bookableId });
/** A member of staff's name and hours. */
export const staffKey = (id: string): Key => ({ type: 'staff', id });
/** Booking's copy of a person. */
export const customerKey = (id: string): Key => ({ type: 'customer', id });
export const offeringKey = (id: string): Key => ({ type: 'offering', id });

/** The keys of the place that a booking has or had. */
export const placeKeys = ({ place }: Pick<Booking, 'place'>): readonly Key[] =>
  [...(place.kind === 'time' ? [] : [sessionKey(place.sessionId)]), ...calendarIdsOf(place).map(calendarKey)];
/** A room, a chair, a boat: its name and schedule. */
export const resourceKey = (id: string): Key => ({ type: 'resource', id });
export const closureKey = (id: string): Key => ({ type: 'closure', id });
/** How an offering can be booked. */
export const rulesKey = (offeringId: string): Key => ({ type: 'rules', id: offeringId });
/** What is booked of an offering by everybody, or by one customer, where there is a limit on it. */
export const limitKey = (id: string): Key => ({ type: 'limit', id });
/** Who waits for places of a session, or for times of an offering. */
export const waitlistKey = (id: string): Key => ({ type: 'waitlist', id });
/** What was made together, which never changes: only its making needs the key. */
export const seriesKey = (id: string): Key => ({ type: 'series', id });
/** Who is in a session: one at a time goes through them. */
export const rosterKey = (sessionId: string): Key => ({ type: 'roster', id: sessionId });
