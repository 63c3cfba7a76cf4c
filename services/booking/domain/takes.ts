/** The time of staff and resources that a booking takes: who serves it, and the claims that keep others away. */
import { derivedId } from '../../runtime/ids.ts';
import { STAFF } from './bookable.ts';
import type { BookingState, NewClaim, Place, Take, Taking } from './booking.ts';
import { isFree, leaveTime, takeTime, type Calendar } from './place.ts';

/** Who serves a booking: the first of the staff that it takes. */
export const staffOf = (place: Place): Take | undefined => takesOf(place).find(({ kind }) => kind === STAFF);

/** Whose time a place is, with the buffers; nobody's for a date of an event. */
export const takesOf = (place: Place): readonly Take[] => (place.kind === 'session' ? [] : place.takes);

/** Whose calendars a place is in, each once. */
export const calendarIdsOf = (place: Place): readonly string[] => [...new Set(takesOf(place).map(({ id }) => id))];

export const calendarIn = ({ calendars }: Pick<BookingState, 'calendars'>, id: string): Calendar => calendars.get(id) ?? { id, claims: [] };

/** True when nobody else has any of this time. */
export const areFree = (state: BookingState, takes: readonly Take[]): boolean => takes.every((take) => isFree(calendarIn(state, take.id), take));

/** One claim for each; the first has the id that was drawn for the booking, the others follow from it. */
export const claimsOf = (takes: readonly Take[], claimId: string): readonly NewClaim[] =>
  takes.map(({ id, start, end }, index) => ({ id: index === 0 ? claimId : derivedId('claim', claimId, String(index)), calendarId: id, start, end }));

export const takingOf = (takes: readonly Take[], claimId: string): Taking => ({ kind: 'time', claims: claimsOf(takes, claimId) });

/** The calendars with the claims of a booking, or of a class's session, in them. */
export function withClaims(state: BookingState, bookingId: string, claims: readonly NewClaim[]): BookingState['calendars'] {
  const calendars = new Map(state.calendars);
  for (const { id, calendarId, start, end } of claims) calendars.set(calendarId, takeTime(calendarIn({ calendars }, calendarId), { id, bookingId, start, end }));
  return calendars;
}

/** The calendars of the turn without any claim of a booking or a session. */
export function withoutClaims(state: BookingState, bookingId: string, place: Place): BookingState['calendars'] {
  const calendars = new Map(state.calendars);
  for (const id of calendarIdsOf(place)) {
    const calendar = calendars.get(id);
    if (calendar) calendars.set(id, leaveTime(calendar, bookingId));
  }
  return calendars;
}
