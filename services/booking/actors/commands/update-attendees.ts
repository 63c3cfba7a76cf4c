/** Replaces who comes along. */
import { fromTypeId } from '../../../runtime/ids.ts';
import { changeAttendees } from '../../domain/attendees.ts';
import { bookingKey } from '../../keys.ts';
import { fromAttendees } from '../../mapping.ts';
import { changedBy, owned, reply, type BookingCommand } from '../booking-turn.ts';

export const updateAttendees: BookingCommand<'updateAttendees'> = {
  route: ({ id }) => [bookingKey(fromTypeId('bkg', id, 'id'))],
  turn(turn, { id, etag, attendees }) {
    const before = owned(turn.state.booking, turn.caller, id);
    turn.expectEtag(bookingKey(before.id), etag);
    const { booking } = turn.apply(changeAttendees(turn.state, fromAttendees(attendees), changedBy(turn), turn.now));
    return { booking: reply(turn, booking) };
  },
};
