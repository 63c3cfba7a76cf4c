/** Notes that nobody came. */
import { fromTypeId } from '../../../runtime/ids.ts';
import { markNoShow as mark } from '../../domain/complete.ts';
import { bookingKey } from '../../keys.ts';
import { changedBy, keepReminders, owned, reply, type BookingCommand } from '../booking-turn.ts';

export const markNoShow: BookingCommand<'markNoShow'> = {
  route: ({ id }) => [bookingKey(fromTypeId('bkg', id, 'id'))],
  turn(turn, { id, etag, reason }) {
    const before = owned(turn.state.booking, turn.caller, id);
    turn.expectEtag(bookingKey(before.id), etag);
    const { booking } = turn.apply(mark(turn.state, changedBy(turn, reason), turn.now));
    keepReminders(turn, before);
    return { booking: reply(turn, booking) };
  },
};
