/** Cancels a held or confirmed booking and says what is given back. */
import { fromTypeId } from '../../../runtime/ids.ts';
import { zero } from '../../../runtime/money.ts';
import { cancel } from '../../domain/cancel.ts';
import { bookingKey, placeKeys } from '../../keys.ts';
import { fromMoney, toMoney } from '../../mapping.ts';
import { changedBy, keepReminders, owned, reply, type BookingCommand } from '../booking-turn.ts';
import { routeToPlace } from '../route.ts';

export const cancelBooking: BookingCommand<'cancelBooking'> = {
  route: ({ id }, _, view) => routeToPlace(fromTypeId('bkg', id, 'id'), view.db),
  turn(turn, { id, etag, reason, refund }) {
    const before = owned(turn.state.booking, turn.caller, id);
    turn.need(...placeKeys(before));
    turn.expectEtag(bookingKey(before.id), etag);
    const { booking } = turn.apply(cancel(turn.state, changedBy(turn, reason), turn.now, refund && fromMoney(refund)));
    keepReminders(turn, before);
    return { booking: reply(turn, booking), refund: toMoney(booking?.refund ?? zero(before.total.currency)) };
  },
};
