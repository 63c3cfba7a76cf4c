/** Dates of an event over the next sixty days, as wall times where the business is. */
import { Temporal } from 'temporal-polyfill';
import { between } from './chance.ts';
import { dayOf } from './data/model.ts';

const DAYS_AHEAD = 60;

/** Nobody would believe an overhaul class on New Year's Day. */
const CLOSED = ['12-24', '12-25', '12-26', '12-31', '01-01'];

export interface PlannedSession {
  /** `YYYY-MM-DDTHH:MM`. */
  readonly localStart: string;
  readonly capacity: number;
  /** RFC 5545; one date when absent. */
  readonly recurrence?: string;
  /** `YYYY-MM-DD`. */
  readonly excludedDates?: readonly string[];
}

export interface Occurrence {
  readonly title: string;
  /** Such as `Fri 19:30`. */
  readonly times: readonly string[];
  readonly capacity: number;
}

/** Two to six dates, evenly spread from tomorrow on; some have fewer places than others, as rooms and boats do. */
export function sessionsOf({ title, times, capacity }: Occurrence, now: Date, timeZone: string): PlannedSession[] {
  const starts = startsBetween(times, now, timeZone);
  const count = Math.min(starts.length, between(2, 6, title));
  const stride = starts.length / count;
  const offset = between(0, Math.max(0, Math.floor(stride) - 1), `${title} begins`);
  return Array.from({ length: count }, (_, n) => starts[Math.floor(n * stride) + offset])
    .filter((start) => start !== undefined)
    .map((localStart, n) => ({ localStart, capacity: placesOf(capacity, `${title} ${n}`) }));
}

/** Weeks of an event that takes place every week. */
export const WEEKS = 8;

/** Every week from the first of the event's times that comes, but on no holiday. */
export function weeklyOf({ times, capacity }: Occurrence, now: Date, timeZone: string): PlannedSession[] {
  const [first] = startsBetween(times.slice(0, 1), now, timeZone);
  if (first === undefined) return [];
  const begin = Temporal.PlainDateTime.from(first);
  const dates = Array.from({ length: WEEKS }, (_, week) => begin.add({ weeks: week }).toPlainDate().toString());
  return [{ localStart: first, capacity, recurrence: `FREQ=WEEKLY;COUNT=${WEEKS}`, excludedDates: dates.filter((date) => CLOSED.includes(date.slice(5))) }];
}

function startsBetween(times: readonly string[], now: Date, timeZone: string): string[] {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  const patterns = times.map((pattern) => {
    const [day = '', time = ''] = pattern.split(' ');
    return { day: dayOf(day), time };
  });
  return Array.from({ length: DAYS_AHEAD - 1 }, (_, n) => today.add({ days: n + 1 }))
    .filter((date) => !CLOSED.includes(date.toString().slice(5)))
    .flatMap((date) => patterns.filter(({ day }) => day === date.dayOfWeek).map(({ time }) => `${date.toString()}T${time}`))
    .sort();
}

const SHARES = [1, 1, 0.75, 0.5];

const placesOf = (capacity: number, name: string): number => Math.max(1, Math.round(capacity * (SHARES[between(0, SHARES.length - 1, name)] ?? 1)));
