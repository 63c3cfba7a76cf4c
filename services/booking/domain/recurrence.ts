/**
 * The dates of a recurring session or of a series of bookings, by an RFC 5545 rule. The rule is read on the wall clock, so the time of day stays over changes of the clock;
 * what is endless, impossible or misspelt is refused, not guessed: the library alone would skip a part that it cannot read.
 */
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { dayOf } from './calendar-date.ts';
import { localOf } from './local-time.ts';

/** What a rule may come to. */
export interface Bounds {
  /** Dates, without those that are excluded. */
  readonly fewest: number;
  /** Dates, with those that are excluded. */
  readonly most: number;
  readonly years: number;
}

export const MOST_DATES = 500;
const SESSIONS: Bounds = { fewest: 1, most: MOST_DATES, years: 5 };
/** Days of five years, and some. */
const MOST_STEPS = 2_000;

/** Local wall times, or why there are none. */
export type Recurring = { readonly starts: readonly string[] } | { readonly problem: string };

export interface Recurrence {
  /** Such as `FREQ=WEEKLY;BYDAY=TU;COUNT=10`. */
  readonly rule: string;
  /** Where it begins, `YYYY-MM-DDTHH:MM`; a date of the calendar. */
  readonly localStart: string;
  readonly timeZone: string;
  /** Dates, `YYYY-MM-DD`, on which there is none. */
  readonly excluded: readonly string[];
}

const number = (max: number): RegExp => new RegExp(`^(?:${within(max)})$`);
const numbers = (max: number): RegExp => new RegExp(`^[+-]?(?:${within(max)})(?:,[+-]?(?:${within(max)}))*$`);
const within = (max: number): string => Array.from({ length: max }, (_, index) => index + 1).join('|');

/** How each part must be written. Times of day are not among them: the start says it. */
const PARTS = new Map(Object.entries({
  FREQ: /^(?:DAILY|WEEKLY|MONTHLY|YEARLY)$/,
  INTERVAL: number(366),
  COUNT: number(MOST_DATES),
  UNTIL: /^\d{8}(?:T\d{6}Z?)?$/,
  BYDAY: /^(?:[+-]?[1-9]\d?)?(?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:[+-]?[1-9]\d?)?(?:MO|TU|WE|TH|FR|SA|SU))*$/,
  BYMONTHDAY: numbers(31),
  BYYEARDAY: numbers(366),
  BYWEEKNO: numbers(53),
  BYMONTH: numbers(12),
  BYSETPOS: numbers(366),
  WKST: /^(?:MO|TU|WE|TH|FR|SA|SU)$/,
}));

/** The wall times of a rule, earliest first. */
export function startsOf({ rule, localStart, timeZone, excluded }: Recurrence, bounds: Bounds = SESSIONS): Recurring {
  const parts = rule.split(';').map((part) => part.split('='));
  const problem = problemOf(parts);
  if (problem !== undefined) return { problem };
  const noDate = excluded.find((date) => dayOf(date) === undefined);
  if (noDate !== undefined) return { problem: `must exclude dates of the calendar; ${noDate} is none` };
  const found = expand(parts.map(([name = '', value = '']) => `${name}=${name === 'UNTIL' ? wallUntil(value, timeZone) : value}`).join(';'), localStart, bounds);
  if ('problem' in found) return found;
  const skipped = new Set(excluded);
  const starts = found.starts.filter((start) => !skipped.has(start.slice(0, 10)));
  if (starts.length >= bounds.fewest) return { starts };
  return { problem: `must have at least ${bounds.fewest === 1 ? 'one date' : `${bounds.fewest} dates`}, from local_start on, that ${bounds.fewest === 1 ? 'is' : 'are'} not excluded` };
}

function problemOf(parts: readonly (readonly string[])[]): string | undefined {
  const names = parts.map(([name = '']) => name);
  const unreadable = parts.find(([name = '', value = '', ...more]) => more.length > 0 || !(PARTS.get(name)?.test(value) ?? false));
  if (unreadable) return `cannot have the part ${unreadable.join('=')}; parts are ${[...PARTS.keys()].join(', ')}, such as FREQ=WEEKLY;BYDAY=TU;COUNT=10`;
  if (new Set(names).size < names.length) return 'must have each part once';
  if (!names.includes('FREQ')) return 'must have FREQ: DAILY, WEEKLY, MONTHLY or YEARLY';
  if (names.includes('COUNT') === names.includes('UNTIL')) return `must end: with either COUNT, ${MOST_DATES} at most, or UNTIL`;
  return undefined;
}

/** An `UNTIL` in UTC as the wall clock shows it; a date means its whole day. */
function wallUntil(until: string, timeZone: string): string {
  if (!until.endsWith('Z')) return until.includes('T') ? `${until}Z` : until;
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(until) ?? [];
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Not an instant of the calendar: the library says so.
  return Number.isNaN(instant.getTime()) ? until : `${localOf(instant, timeZone).replaceAll(/[-:]/g, '')}00Z`;
}

/** The rule on a clock that is never moved. */
function expand(rule: string, localStart: string, { most, years }: Bounds): Recurring {
  const dtstart = Temporal.PlainDateTime.from(localStart).toZonedDateTime('UTC');
  const last = dtstart.add({ years });
  let beyond = '';
  try {
    const recurrence = new RRuleTemporal({ rruleString: rule, dtstart, temporal: Temporal, maxIterations: MOST_STEPS, maxCandidateEvaluations: 10 * MOST_STEPS });
    const dates = recurrence.all((date, index) => {
      if (index >= most) beyond = `must have at most ${most} dates`;
      if (Temporal.ZonedDateTime.compare(date, last) > 0) beyond = `must end within ${years} years`;
      return beyond === '';
    });
    return beyond === '' ? { starts: dates.map((date) => date.toPlainDateTime().toString({ smallestUnit: 'minute' })) } : { problem: beyond };
  } catch (error) {
    return { problem: `must have dates within ${years} years: ${error instanceof Error ? error.message : String(error)}` };
  }
}
