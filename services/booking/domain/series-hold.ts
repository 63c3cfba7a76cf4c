/** Holding a series: date by date by the rules of a single hold, in one turn; all of them, or those that can be had. */
import { sameMoney, times, type Money } from '../../runtime/money.ts';
import { stateOf, toMember, type MemberEvent } from './bookings.ts';
import { hold, priceChanged, type Wanted, type WantedPlace } from './hold.ts';
import { conflicts, evolveSeries, toSkipped, type Series, type SeriesDecision, type SeriesState, type SkippedDate } from './series.ts';
import { steady } from './steady.ts';

/** A date of the rule, with the booking that is to be made of it. */
export interface WantedDate {
  readonly localStart: string;
  readonly wanted: Omit<Wanted, 'expectedTotal' | 'request' | 'series' | 'holdMinutes'>;
}

export interface WantedSeries {
  readonly series: Omit<Series, 'skipped' | 'created'>;
  /** At least one, earliest first. */
  readonly dates: readonly WantedDate[];
  /** Of all dates, also of those that are skipped. */
  readonly expectedTotal: Money | undefined;
}

/** However many dates are to be paid for, a hold of a series lasts no longer, unless the offering's own do. */
const LONGEST_HOLD_MINUTES = 120;

export function holdSeries(state: SeriesState, { series, dates, expectedTotal }: WantedSeries, now: Date): SeriesDecision {
  const { events, skipped, total } = holdEach(state, series.id, dates, now);
  if (!total || (skipped.length > 0 && series.onConflict === 'all_or_nothing')) {
    return { rejection: conflicts(skipped, dates.length, total ? 'Choose other dates, or have these skipped.' : 'Choose other dates.') };
  }
  const all = times(total, dates.length);
  if (expectedTotal && !sameMoney(expectedTotal, all)) return { rejection: priceChanged(all) };
  return { events: [{ type: 'seriesMade', series: { ...series, skipped, created: now } }, ...events] };
}

interface Held {
  readonly events: readonly MemberEvent[];
  readonly skipped: readonly SkippedDate[];
  /** What each date costs; absent when none can be had. */
  readonly total: Money | undefined;
}

/** Every date finds taken what the dates before it took. */
function holdEach(state: SeriesState, seriesId: string, dates: readonly WantedDate[], now: Date): Held {
  const events: MemberEvent[] = [];
  const skipped: SkippedDate[] = [];
  const staysWith = steady(state, dates.flatMap(({ wanted: { place } }) => ('units' in place ? [place] : [])));
  let [after, total]: [SeriesState, Money | undefined] = [state, undefined];
  for (const [index, { localStart, wanted }] of dates.entries()) {
    const member: Wanted = {
      ...wanted,
      place: servedBy(wanted.place, staysWith),
      expectedTotal: undefined,
      series: { id: seriesId, index },
      holdMinutes: holdMinutesOf(state, wanted, dates.length, now),
    };
    const decision = hold(stateOf(after, wanted.bookingId), member, now);
    if ('rejection' in decision) skipped.push(toSkipped(index, localStart, decision.rejection));
    else {
      const made = decision.events.map((event) => toMember(wanted.bookingId, event));
      events.push(...made);
      after = made.reduce(evolveSeries, after);
      total = after.bookings.get(wanted.bookingId)?.total;
    }
  }
  return { events, skipped, total };
}

const servedBy = (place: WantedPlace, staysWith: readonly string[]): WantedPlace => ('units' in place ? { ...place, staysWith } : place);

/** Each date is paid for by itself: as long as that many holds one after the other, within bounds and, unless the offering's own is, not beyond the start. */
function holdMinutesOf(state: SeriesState, { offering: { holdMinutes }, place }: WantedDate['wanted'], dates: number, now: Date): number {
  const start = startOf(state, place);
  const untilStart = start ? Math.floor((start.getTime() - now.getTime()) / 60_000) : 0;
  return Math.max(holdMinutes, Math.min(holdMinutes * dates, LONGEST_HOLD_MINUTES, untilStart));
}

function startOf({ sessions }: SeriesState, place: WantedPlace): Date | undefined {
  if ('units' in place) return place.time.start;
  return place.kind === 'session' ? sessions.get(place.sessionId)?.time.start : undefined;
}
