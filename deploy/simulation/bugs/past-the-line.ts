/** Planted: whoever books does not ask whether others wait. */
import type { BookingTurn } from '../../../services/booking/actors/booking-turn.ts';
import type { Bug } from './bug.ts';
import { onCommand } from './on-command.ts';

/** The turn as it looks to somebody who thinks that nobody waits. */
const unaware = (turn: BookingTurn): BookingTurn =>
  Object.create(turn, {
    state: { get: () => ({ ...turn.state, sessions: new Map([...turn.state.sessions].map(([id, session]) => [id, { ...session, waitingParty: undefined }])) }) },
  });

export const pastTheLine: Bug = {
  name: 'past-the-line',
  about: 'a customer who has not waited gets the place that became free for those who do',
  actor: (actor) => onCommand(actor, 'createBooking', (turn) => (on, request, facts) => turn(unaware(on as BookingTurn) as typeof on, request, facts)),
};
