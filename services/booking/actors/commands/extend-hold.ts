/** Gives the customer more time to pay. */
import { fromTypeId } from '../../../runtime/ids.ts';
import { extendHold as extend } from '../../domain/extend-hold.ts';
import { bookingKey } from '../../keys.ts';
import { changedBy, keepReminders, owned, reply, type BookingCommand } from '../booking-turn.ts';

export const extendHold: BookingCommand<'extendHold'> = {
  route: ({ id }) => [bookingKey(fromTypeId('bkg', id, 'id'))],
  turn(turn, { id, etag }) {
    const before = owned(turn.state.booking, turn.caller, id);
    turn.expectEtag(bookingKey(before.id), etag);
    const { booking } = turn.apply(extend(turn.state, changedBy(turn), turn.now));
    keepReminders(turn, before);
    return { booking: reply(turn, booking) };
  },
};
