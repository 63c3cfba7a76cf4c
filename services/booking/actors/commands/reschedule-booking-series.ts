/** Moves the bookings of a series from one of them on, in one turn on the places that they have and all that would do. */
import type { RescheduleBookingSeriesRequest } from '#proto/berth/booking/v1/series_service_pb.ts';
import type { PrepareContext } from '../../../runtime/actor/types.ts';
import { invalidField } from '../../../runtime/errors.ts';
import { fromTypeId, newId as randomId } from '../../../runtime/ids.ts';
import { isStaff } from '../../access.ts';
import { loadBookings } from '../../db/booking-store.ts';
import { partyOf, type Booking } from '../../domain/booking.ts';
import type { Question } from '../../domain/availability/question.ts';
import type { WantedPlace } from '../../domain/hold.ts';
import type { Offering } from '../../domain/offering.ts';
import { moveEach, SERIES_CHANGED, type MemberMove } from '../../domain/series-move.ts';
import { shifted } from '../../domain/series-shift.ts';
import { placeKeys } from '../../keys.ts';
import { fromMoney } from '../../mapping.ts';
import { loadOpenQuestion } from '../../queries/availability-question.ts';
import { findOffering } from '../../queries/find-offering.ts';
import { findSeries, membersFrom } from '../../queries/get-booking-series.ts';
import { changedBy, keepReminders } from '../booking-turn.ts';
import type { HoldSources } from '../prepare-hold.ts';
import { routeToPlaces } from '../route.ts';
import { sessionPlaces, spanOf } from '../series-places.ts';
import { memberTurn } from '../member-turn.ts';
import { membersIn, replyMembers, type SeriesCommand } from '../series-turn.ts';
import { forMoves, timeIn } from '../wanted-place.ts';
import { eachOnce, wantedKeys } from './create-booking.ts';

export const rescheduleBookingSeries = (sources: HoldSources): SeriesCommand<'rescheduleBookingSeries', readonly MemberMove[]> => ({
  anew: [SERIES_CHANGED],
  prepare: (request, view) => prepareMoves(request, view, sources),
  // No window, as for a single booking: both the old times and the new ones are needed.
  route: async (_, moves, view) =>
    eachOnce([...(await routeToPlaces(moves.map(({ bookingId }) => bookingId), view.db)), ...moves.flatMap(({ move }) => wantedKeys(move))]),
  turn(turn, { reason, expectedTotal }, moves) {
    const before = membersIn(turn.state);
    turn.need(...before.flatMap(placeKeys));
    turn.apply(moveEach(turn.state, moves, changedBy(turn, reason), turn.now, expectedTotal && fromMoney(expectedTotal)));
    for (const booking of before) keepReminders(memberTurn(turn, booking.id), booking);
    return { bookings: replyMembers(turn) };
  },
});

async function prepareMoves(request: RescheduleBookingSeriesRequest, view: PrepareContext, sources: HoldSources): Promise<readonly MemberMove[]> {
  const found = await findSeries(view, request.id);
  const loaded = await loadBookings(view.db, membersFrom(found, request.fromBookingId));
  const bookings = membersFrom(found, request.fromBookingId).flatMap((id) => loaded.get(id) ?? []);
  const offering = await findOffering(view, found.series.offeringId, sources);
  const staffId = request.staffId === '' ? undefined : fromTypeId('stf', request.staffId, 'staff_id');
  const targets = bookings.map((booking) => {
    const to = shifted(booking.time, { days: request.shiftDays, localTime: request.localTime });
    if (!to) throw invalidField('local_time', 'must be a time of the clock, such as 14:30');
    return { booking, to, staffId };
  });
  const places = await placesFor(targets, offering, view);
  const { newId = randomId } = sources;
  return targets.flatMap(({ booking, to }, index) => {
    const place = places[index];
    return place ? [{ bookingId: booking.id, from: booking.time.start, to, staffId, move: { offering, claimId: newId(), place, expectedTotal: undefined } }] : [];
  });
}

interface Target extends Pick<MemberMove, 'to' | 'staffId'> {
  readonly booking: Booking;
}

async function placesFor(targets: readonly Target[], offering: Offering, view: PrepareContext): Promise<readonly WantedPlace[]> {
  const starts = targets.map(({ to }) => to.start);
  const [first] = targets;
  if (!first) return [];
  const asked = { span: spanOf(starts), durationMinutes: 0, extraMinutes: 0, staffId: first.staffId, customerId: undefined };
  const open = await loadOpenQuestion(view, offering, asked);
  const questionOf = ({ booking: { time } }: Target): Question => {
    const minutes = Math.round((time.end.getTime() - time.start.getTime()) / 60_000);
    return forMoves({ ...open, durationMinutes: minutes }, { minutes, byStaff: isStaff(view.caller) });
  };
  if (offering.kind === 'event') return sessionPlaces(starts, partyOf(first.booking), questionOf(first), view);
  return targets.map((target) => timeIn(questionOf(target), target.to.start, partyOf(target.booking)));
}
