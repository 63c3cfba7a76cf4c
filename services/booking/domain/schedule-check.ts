/** What a schedule must be like, whoever wrote it: everything that is wrong is named at once, with its field. */
import type { FieldViolation } from '../../runtime/errors.ts';
import { dayOf, minutesOf } from './calendar-date.ts';
import { isTimeZone } from './local-time.ts';
import type { Closure, DateOverride, Schedule, WeeklyRule } from './schedule.ts';

/** More than a year of single dates; whoever needs more has other weekly rules. */
const MOST_OVERRIDES = 500;
const MOST_DAYS_CLOSED = 366;

interface Times {
  readonly start: string;
  readonly end: string;
}

/** Everything that is wrong with a schedule; fields are below `path`, such as `resource.`. */
export function scheduleViolations({ timeZone, weekly, overrides }: Schedule, path = ''): FieldViolation[] {
  const zone = isTimeZone(timeZone) ? [] : [{ field: 'time_zone', description: 'must be an IANA time zone such as Europe/Lisbon' }];
  const tooMany = overrides.length <= MOST_OVERRIDES ? [] : [{ field: 'date_overrides', description: `must be ${MOST_OVERRIDES} dates or fewer, with those that are set already` }];
  return [...zone, ...weeklyViolations(weekly), ...tooMany, ...overrideViolations(overrides)].map(({ field, description }) => ({ field: path + field, description }));
}

export const weeklyViolations = (rules: readonly WeeklyRule[]): FieldViolation[] =>
  rules.flatMap((rule, index) => {
    const field = `weekly_hours[${index}]`;
    if (!Number.isInteger(rule.day) || rule.day < 1 || rule.day > 7) return [{ field: `${field}.day_of_week`, description: 'must be 1 (Monday) to 7 (Sunday)' }];
    const broken = [...timesViolations(rule, field), ...validityViolations(rule, field)];
    if (broken.length > 0) return broken;
    return rules.slice(0, index).some((other) => other.day === rule.day && timesMeet(other, rule) && validitiesMeet(other, rule))
      ? [{ field, description: 'overlaps another entry of the same day that holds on the same dates' }]
      : [];
  });

export const overrideViolations = (overrides: readonly DateOverride[]): FieldViolation[] =>
  overrides.flatMap(({ date, hours }, index) => {
    const field = `date_overrides[${index}]`;
    if (dayOf(date) === undefined) return [{ field: `${field}.date`, description: `${date} must be a date of the calendar, such as 2026-12-24` }];
    if (overrides.slice(0, index).some((other) => other.date === date)) return [{ field: `${field}.date`, description: `${date} has another entry already` }];
    return hours.flatMap((times, at) => {
      const broken = timesViolations(times, `${field}.hours[${at}]`);
      if (broken.length > 0) return broken;
      return hours.slice(0, at).some((other) => timesMeet(other, times)) ? [{ field: `${field}.hours[${at}]`, description: 'overlaps other hours of the date' }] : [];
    });
  });

export function closureViolations({ from, until }: Omit<Closure, 'id'>): FieldViolation[] {
  const [first, last] = [dayOf(from), dayOf(until)];
  if (first === undefined) return [{ field: 'from_date', description: 'must be a date of the calendar, such as 2026-12-24' }];
  if (last === undefined) return [{ field: 'until_date', description: 'must be a date of the calendar, such as 2026-12-26' }];
  if (last < first) return [{ field: 'until_date', description: 'must not be before from_date' }];
  return last - first < MOST_DAYS_CLOSED ? [] : [{ field: 'until_date', description: `must be less than ${MOST_DAYS_CLOSED} days after from_date` }];
}

function timesViolations({ start, end }: Times, field: string): FieldViolation[] {
  const [from, to] = [minutesOf(start), minutesOf(end)];
  if (from === undefined || from === 1440) return [{ field: `${field}.start`, description: 'must be a time as HH:MM' }];
  if (to === undefined) return [{ field: `${field}.end`, description: 'must be a time as HH:MM, 24:00 for the end of the day' }];
  return to > from ? [] : [{ field: `${field}.end`, description: 'must be after the start; hours over midnight are two entries' }];
}

function validityViolations({ from, until }: WeeklyRule, field: string): FieldViolation[] {
  if (from !== undefined && dayOf(from) === undefined) return [{ field: `${field}.from_date`, description: 'must be a date of the calendar' }];
  if (until !== undefined && dayOf(until) === undefined) return [{ field: `${field}.until_date`, description: 'must be a date of the calendar' }];
  return from !== undefined && until !== undefined && until < from ? [{ field: `${field}.until_date`, description: 'must not be before from_date' }] : [];
}

// Zero-padded times and dates of four-digit years order as text.
const timesMeet = (a: Times, b: Times): boolean => a.start < b.end && b.start < a.end;
const validitiesMeet = (a: WeeklyRule, b: WeeklyRule): boolean => (a.from ?? '') <= (b.until ?? '9999-12-31') && (b.from ?? '') <= (a.until ?? '9999-12-31');
