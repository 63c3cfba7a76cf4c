/** Moves a booking in one turn on its own key, the place that it has and every place that would do. */
import type { RescheduleBookingRequest } from '#proto/berth/booking/v1/booking_service_pb.ts';
import type { PrepareContext } from '../../../runtime/actor/types.ts';
import { fromTypeId, newId as randomId } from '../../../runtime/ids.ts';
import { isStaff } from '../../access.ts';
import { partyOf } from '../../domain/booking.ts';
import { reschedule, type Move } from '../../domain/reschedule.ts';
import { bookingKey, placeKeys } from '../../keys.ts';
import { fromMoney } from '../../mapping.ts';
import { findOffering } from '../../queries/find-offering.ts';
import { findBooking } from '../../queries/get-booking.ts';
import { changedBy, keepReminders, owned, reply, type BookingCommand } from '../booking-turn.ts';
import type { HoldSources } from '../prepare-hold.ts';
import { wantedPlace } from '../wanted-place.ts';
import { wantedKeys } from './create-booking.ts';

export const rescheduleBooking = (sources: HoldSources): BookingCommand<'rescheduleBooking', Move> => ({
  prepare: (request, view) => prepareMove(request, view, sources),
  // No window: both the old time and the new one are needed, and the old one may change until the turn.
  route: ({ id }, move) => [bookingKey(fromTypeId('bkg', id, 'id')), ...wantedKeys(move)],
  turn(turn, { id, etag, reason }, move) {
    const before = owned(turn.state.booking, turn.caller, id);
    turn.need(...placeKeys(before));
    turn.expectEtag(bookingKey(before.id), etag);
    const { booking } = turn.apply(reschedule(turn.state, move, changedBy(turn, reason), turn.now));
    keepReminders(turn, before);
    return { booking: reply(turn, booking) };
  },
});

async function prepareMove({ id, place, expectedTotal }: RescheduleBookingRequest, view: PrepareContext, sources: HoldSources): Promise<Move> {
  const { booking } = await findBooking(view, id);
  const offering = await findOffering(view, booking.offering.id, sources);
  const { session: date } = await sources.glance.at(view, place.case === 'sessionId' ? fromTypeId('ses', place.value, 'session_id') : undefined);
  const minutes = Math.round((booking.time.end.getTime() - booking.time.start.getTime()) / 60_000);
  const { newId = randomId } = sources;
  return {
    offering,
    claimId: newId(),
    place: await wantedPlace({ place, partySize: partyOf(booking) }, { offering, date, moves: { minutes, byStaff: isStaff(view.caller) } }, view),
    expectedTotal: expectedTotal && fromMoney(expectedTotal),
  };
}
