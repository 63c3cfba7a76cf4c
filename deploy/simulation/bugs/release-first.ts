/** Planted: moving a booking gives its time back before it has the new one. */
import { Failure } from '#runtime/errors.ts';
import type { BookingTurn } from '../../../services/booking/actors/booking-turn.ts';
import type { Bug } from './bug.ts';
import { onCommand } from './on-command.ts';

/** What is left of a booking that has given its place back and got no other. */
function loseThePlace(turn: BookingTurn): void {
  const { booking } = turn.state;
  if (booking?.place.kind !== 'time') return;
  const act = { actor: turn.caller.subject, time: turn.now, reason: '' };
  turn.apply({ events: [{ type: 'rescheduled', previous: booking.time, booking, taking: { kind: 'time', claims: [] }, act }] });
}

export const releaseFirst: Bug = {
  name: 'release-first',
  about: 'a booking that cannot be moved has lost its place all the same',
  actor: (actor) =>
    onCommand(actor, 'rescheduleBooking', (turn) => (on, request, facts) => {
      try {
        return turn(on, request, facts);
      } catch (error) {
        if (!(error instanceof Failure) || error.reason !== 'SLOT_TAKEN') throw error;
        loseThePlace(on as BookingTurn);
        return {};
      }
    }),
};
