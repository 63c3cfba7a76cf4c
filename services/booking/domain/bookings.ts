/** Several bookings in one turn: each changes by the rules of every booking, and what one takes the next finds taken. */
import type { Booking, BookingEvent, BookingState } from './booking.ts';
import { evolve } from './evolve.ts';

export interface BookingsState extends Pick<BookingState, 'sessions' | 'calendars' | 'tallies'> {
  readonly bookings: ReadonlyMap<string, Booking>;
}

/** An event of one of the bookings. */
export interface MemberEvent {
  readonly type: 'member';
  readonly bookingId: string;
  readonly event: BookingEvent;
}

export const noBookings: BookingsState = { bookings: new Map(), sessions: new Map(), calendars: new Map() };

/** The state as a turn of one of the bookings sees it. */
export const stateOf = ({ bookings, sessions, calendars, tallies }: BookingsState, bookingId: string): BookingState => ({
  booking: bookings.get(bookingId), sessions, calendars, tallies,
});

/** The state after what happened to one of the bookings. */
export function withState<S extends BookingsState>(state: S, { booking, sessions, calendars, tallies }: BookingState): S {
  const bookings = booking ? new Map(state.bookings).set(booking.id, booking) : state.bookings;
  return { ...state, bookings, sessions, calendars, tallies };
}

export const toMember = (bookingId: string, event: BookingEvent): MemberEvent => ({ type: 'member', bookingId, event });

export const evolveMember = <S extends BookingsState>(state: S, { bookingId, event }: MemberEvent): S => withState(state, evolve(stateOf(state, bookingId), event));
