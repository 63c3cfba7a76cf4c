/** Turns on several bookings: each of them is changed by what changes a single one. */
import type { Turn } from '../../runtime/actor/types.ts';
import { stateOf, toMember, withState, type BookingsState, type MemberEvent } from '../domain/bookings.ts';
import type { BookingEvent } from '../domain/booking.ts';
import type { BookingTurn } from './booking-turn.ts';
import { ownStep } from './steps.ts';

/** The turn as one of its bookings knows it. */
export const memberTurn = <S extends BookingsState, E>(turn: Turn<S, E | MemberEvent>, bookingId: string): BookingTurn => ({
  ...turn,
  get state() {
    return stateOf(turn.state, bookingId);
  },
  apply(decision) {
    const decided = 'rejection' in decision ? decision : { events: decision.events.map((event) => toMember(bookingId, event)) };
    return stateOf(turn.apply(decided), bookingId);
  },
});

/** The state with the step that the event leaves in its booking's journey. */
export const withOwnStep = <S extends BookingsState>(state: S, bookingId: string, event: BookingEvent): S =>
  withState(state, ownStep(stateOf(state, bookingId), event));
