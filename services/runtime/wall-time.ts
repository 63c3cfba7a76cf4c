/**
 * The one renderer of booked times, for page, mail and PDF alike: the wall time that was agreed and the zone it was agreed in.
 * What is shown follows the stored wall time, so a later change of a zone's rules never rewrites what someone agreed to.
 */

/** From when to when on the clock of the place. Half-open. */
export interface WallSpan {
  /** `YYYY-MM-DDTHH:MM` */
  readonly localStart: string;
  /** `YYYY-MM-DDTHH:MM` */
  readonly localEnd: string;
}

/** A booked time: intent (wall time and zone) and instant together. */
export interface WallTime extends WallSpan {
  readonly start: Date;
  /** IANA zone that the wall times are meant in. */
  readonly timeZone: string;
}

/** The parts of a rendered time, for places that set them apart. */
export interface RenderedTime {
  /** `Saturday, 5 December 2026`; from and to when the days differ. */
  readonly date: string;
  /** `19:30–21:00` */
  readonly hours: string;
  /** `Europe/Lisbon, WET` */
  readonly zone: string;
}

/** `Saturday, 5 December 2026, 19:30–21:00 (Europe/Lisbon, WET)`, as the locale (BCP 47) writes it. */
export const renderWallTime = (time: WallTime, locale: string): string => `${renderSpan(time, locale)} (${zoneOf(time, locale)})`;

/** `Saturday, 5 December 2026, 19:30–21:00`, as the locale writes it: for where the zone stands elsewhere. */
export function renderSpan(time: WallSpan, locale: string): string {
  const [start, end] = wallInstants(time);
  if (!sameDay(start, end)) return wall(locale, { dateStyle: 'full', timeStyle: 'short' }).formatRange(start, end);
  return `${wall(locale, DAY).format(start)}, ${hoursOf(start, end, locale)}`;
}

/** `19:30` of a wall time. */
export const renderClock = (local: string, locale: string): string => wall(locale, CLOCK).format(asUtc(local));

/** `Saturday, 5 December 2026` of a wall time or a date. */
export const renderWallDay = (local: string, locale: string): string => wall(locale, DAY).format(asUtc(`${local.slice(0, 10)}T00:00`));

/** The same, in parts. */
export function renderTimeParts(time: WallTime, locale: string): RenderedTime {
  const [start, end] = wallInstants(time);
  const day = wall(locale, DAY);
  return {
    date: sameDay(start, end) ? day.format(start) : day.formatRange(start, end),
    hours: hoursOf(start, end, locale),
    zone: zoneOf(time, locale),
  };
}

/** Over days, also up to midnight, a formatted range would bring the dates along. */
function hoursOf(start: Date, end: Date, locale: string): string {
  const clock = wall(locale, CLOCK);
  if (dayOf(start) === dayOf(end)) return clock.formatRange(start, end);
  return [clock.format(start), clock.format(end)].join(sameDay(start, end) ? '–' : ' – ');
}

/** The day of an instant in a zone, long: `5 December 2026`. */
export const renderDay = (instant: Date, timeZone: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'long' }).format(instant);

/** An instant in a zone, to the minute: `5 December 2026 at 14:35`. */
export const renderMoment = (instant: Date, timeZone: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'long', timeStyle: 'short' }).format(instant);

/** The calendar year in which an instant falls in a zone. */
export const yearIn = (instant: Date, timeZone: string): number =>
  Number(new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', calendar: 'gregory' }).format(instant));

function zoneOf({ start, timeZone }: WallTime, locale: string): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' }).formatToParts(start);
  return `${timeZone}, ${parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone}`;
}

const DAY: Intl.DateTimeFormatOptions = { dateStyle: 'full' };
const CLOCK: Intl.DateTimeFormatOptions = { timeStyle: 'short' };

/** Wall times as if they were UTC, so that no zone moves them while they are formatted. */
const wall = (locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
const wallInstants = ({ localStart, localEnd }: WallSpan): [Date, Date] => [asUtc(localStart), asUtc(localEnd)];

function asUtc(wall: string): Date {
  const instant = new Date(`${wall}Z`);
  if (Number.isNaN(instant.getTime())) throw new RangeError(`${wall} is no wall time; it must look like 2026-12-05T19:30`);
  return instant;
}

/** An end at midnight belongs to the day before: 22:00–00:00 is one evening. */
const sameDay = (start: Date, end: Date): boolean => dayOf(start) === dayOf(new Date(end.getTime() - 1));
const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10);
