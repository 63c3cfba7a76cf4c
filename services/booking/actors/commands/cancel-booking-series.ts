/** Cancels the bookings of a series from one of them on, in one turn, and says what each gives back. */
import { cancelEach, type Outcome } from '../../domain/series-cancel.ts';
import { placeKeys } from '../../keys.ts';
import { toMoney } from '../../mapping.ts';
import { findSeries, membersFrom } from '../../queries/get-booking-series.ts';
import { changedBy, keepReminders, reply } from '../booking-turn.ts';
import { routeToPlaces } from '../route.ts';
import { memberTurn } from '../member-turn.ts';
import { membersIn, type SeriesCommand, type SeriesTurn } from '../series-turn.ts';

export const cancelBookingSeries: SeriesCommand<'cancelBookingSeries', readonly string[]> = {
  prepare: async ({ id, fromBookingId }, view) => membersFrom(await findSeries(view, id), fromBookingId),
  route: (_, members, view) => routeToPlaces(members, view.db),
  turn(turn, { reason }) {
    const before = membersIn(turn.state);
    turn.need(...before.flatMap(placeKeys));
    const cancelled = cancelEach(turn.state, before.map(({ id }) => id), changedBy(turn, reason), turn.now);
    turn.apply(cancelled);
    for (const booking of before) keepReminders(memberTurn(turn, booking.id), booking);
    return { members: 'outcomes' in cancelled ? cancelled.outcomes.map((outcome) => toOutcome(turn, outcome)) : [] };
  },
};

function toOutcome(turn: SeriesTurn, { bookingId, ...outcome }: Outcome) {
  const booking = reply(memberTurn(turn, bookingId), turn.state.bookings.get(bookingId));
  return 'refund' in outcome ? { booking, refund: toMoney(outcome.refund) } : { booking, reason: outcome.rejection.reason, message: outcome.rejection.message };
}
