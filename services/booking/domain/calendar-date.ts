/** Dates and clock times as numbers, so that a schedule costs arithmetic: days and minutes without a zone. */

const DAY_MS = 86_400_000;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const CLOCK_TIME = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

/** Days since 1970-01-01 of a `YYYY-MM-DD`; `undefined` for a date that no calendar has, such as 2026-02-30. */
export function dayOf(date: string): number | undefined {
  if (!DATE.test(date)) return undefined;
  const day = Date.parse(`${date}T00:00Z`) / DAY_MS;
  // Parsing lets the 30th of February run over into March.
  return Number.isInteger(day) && dateOf(day) === date ? day : undefined;
}

/** `YYYY-MM-DD` of a number of days since 1970-01-01. */
export const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** 1 is Monday. 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** Minutes since midnight of a `HH:MM`, up to `24:00`; `undefined` for anything else. */
export function minutesOf(time: string): number | undefined {
  const [whole, hours, minutes] = CLOCK_TIME.exec(time) ?? [];
  if (whole === undefined) return undefined;
  return hours === undefined ? 1440 : Number(hours) * 60 + Number(minutes);
}
