/** Months of a calendar as plain `YYYY-MM`, without any zone: days are compared as the text they are written in. */
import { timestampFromDate } from '@bufbuild/protobuf/wkt';

const DAY_MS = 86_400_000;

/** The month of a date `YYYY-MM-DD…`. */
export const monthOf = (date: string): string => date.slice(0, 7);

/** The month that is `by` later. */
export function shiftMonth(month: string, by: number): string {
  const [year = 1970, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

/** The instants that may have a local date in the month, in whatever zone; at most 33 days, the same for everyone who looks at the month. */
export function monthSpan(month: string) {
  const first = Date.parse(`${month}-01T00:00Z`) - DAY_MS;
  const end = Date.parse(`${shiftMonth(month, 1)}-01T00:00Z`) + DAY_MS;
  return { fromTime: timestampFromDate(new Date(first)), toTime: timestampFromDate(new Date(end)) };
}

/** Rows of seven days `YYYY-MM-DD`; days of the months around are absent. `weekStart`: 1 is Monday, 7 is Sunday. */
export function weeksOf(month: string, weekStart: number): (string | undefined)[][] {
  const first = new Date(`${month}-01T00:00Z`);
  const days = new Date(Date.parse(`${shiftMonth(month, 1)}-01T00:00Z`) - DAY_MS).getUTCDate();
  const blanks = (first.getUTCDay() - (weekStart % 7) + 7) % 7;
  const cells = [...Array<undefined>(blanks), ...Array.from({ length: days }, (_, at) => `${month}-${String(at + 1).padStart(2, '0')}`)];
  const rows = Math.ceil(cells.length / 7);
  return Array.from({ length: rows }, (_, row) => Array.from({ length: 7 }, (_day, column) => cells[row * 7 + column]));
}

/** The day that a key of a calendar grid leads to, among the days that can be chosen; `undefined` for other keys. */
export function dayAfterKey(key: string, day: string, choices: readonly string[]): string | undefined {
  const later = (days: number): string | undefined => choices.find((choice) => choice >= shiftDay(day, days)) ?? choices.at(-1);
  const earlier = (days: number): string | undefined => choices.findLast((choice) => choice <= shiftDay(day, -days)) ?? choices[0];
  switch (key) {
    case 'ArrowRight':
      return later(1);
    case 'ArrowLeft':
      return earlier(1);
    case 'ArrowDown':
      return later(7);
    case 'ArrowUp':
      return earlier(7);
    case 'Home':
      return choices[0];
    case 'End':
      return choices.at(-1);
    default:
      return undefined;
  }
}

const shiftDay = (day: string, by: number): string => new Date(Date.parse(`${day}T00:00Z`) + by * DAY_MS).toISOString().slice(0, 10);

/** The first day of a week where a locale is read: 1 is Monday, 7 is Sunday. */
export function weekStartOf(locale: string): number {
  const region = new Intl.Locale(locale).maximize().region ?? '';
  return ['US', 'CA', 'MX', 'BR', 'JP', 'IL', 'ZA', 'IN', 'KR', 'TW'].includes(region) ? 7 : 1;
}

/** The month that it is in a zone. */
export const currentMonth = (timeZone: string, now: Date): string => new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone }).format(now).slice(0, 7);
