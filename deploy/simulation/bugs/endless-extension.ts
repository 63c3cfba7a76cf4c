/** Planted: whoever asks for more time gets it, as often as they ask. */
import type { BookingTurn } from '../../../services/booking/actors/booking-turn.ts';
import { reply } from '../../../services/booking/actors/booking-turn.ts';
import type { Bug } from './bug.ts';
import { onCommand } from './on-command.ts';

export const endlessExtension: Bug = {
  name: 'endless-extension',
  about: 'a hold is extended without counting how often, and without an end',
  actor: (actor) =>
    onCommand(actor, 'extendHold', (turn) => (on, request, facts) => {
      turn(on, request, facts);
      const { state, now, caller, apply } = on as BookingTurn;
      if (!state.booking) return {};
      const { hold } = state.booking;
      const act = { actor: caller.subject, time: now, reason: '' };
      const { booking } = apply({ events: [{ type: 'holdExtended', hold: { ...hold, expires: new Date(hold.expires.getTime() + 60_000), extensions: 0 }, act }] });
      return { booking: reply(on as BookingTurn, booking) };
    }),
};
