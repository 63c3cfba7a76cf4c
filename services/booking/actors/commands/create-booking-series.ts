/** Holds the dates of a rule, or confirms at once what needs no payment. */
import { born } from '../../../runtime/actor/actor.ts';
import type { Key } from '../../../runtime/actor/types.ts';
import { holdSeries, type WantedSeries } from '../../domain/series-hold.ts';
import { bookingKey, seriesKey } from '../../keys.ts';
import { toSeries } from '../../series-mapping.ts';
import { keepReminders } from '../booking-turn.ts';
import type { HoldSources } from '../prepare-hold.ts';
import { prepareSeries, type SeriesFacts } from '../prepare-series.ts';
import { memberTurn } from '../member-turn.ts';
import { membersIn, replyMembers, type SeriesCommand, type SeriesTurn } from '../series-turn.ts';
import { eachOnce, wantedKeys, windowOf } from './create-booking.ts';

export const createBookingSeries = (sources: HoldSources): SeriesCommand<'createBookingSeries', SeriesFacts> => ({
  anew: ['CODE_TAKEN'],
  prepare: (request, view) => prepareSeries(request, view, sources),
  route: (_, facts) => ('made' in facts ? [seriesKey(facts.made), ...facts.members.map(bookingKey)] : keysOf(facts.wanted)),
  window: (_, facts) => ('wanted' in facts ? windowOf(facts.wanted.dates.map(({ wanted }) => wanted)) : undefined),
  existing(turn) {
    const { series } = turn.state;
    return series?.request && { bodyHash: series.request.bodyHash, reply: replySeries(turn) };
  },
  turn(turn, _, facts) {
    if ('made' in facts) throw new TypeError(`series ${facts.made} is gone`);
    const { wanted } = facts;
    turn.apply(holdSeries(turn.state, { ...wanted, series: { ...wanted.series, request: turn.request } }, turn.now));
    for (const { id } of membersIn(turn.state)) keepReminders(memberTurn(turn, id), undefined);
    return replySeries(turn);
  },
});

/** The series' own, those of its bookings, and every place that would do for one of them. */
function keysOf({ series, dates }: WantedSeries): readonly Key[] {
  const places = eachOnce(dates.flatMap(({ wanted }) => wantedKeys(wanted)));
  return [born(seriesKey(series.id)), ...dates.map(({ wanted }) => born(bookingKey(wanted.bookingId))), ...places];
}

function replySeries(turn: SeriesTurn) {
  const { series } = turn.state;
  if (!series) throw new TypeError('a turn that made a series has none');
  return { series: toSeries(series), bookings: replyMembers(turn) };
}
