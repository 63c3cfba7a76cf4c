/**
 * The one renderer of a booked time in services, for mail and PDF: the wall time that was agreed and the zone it was agreed in.
 * The page has words of its own for it; `deploy/test/wall-time.spec.ts` holds both to the same clock.
 * What is printed follows the stored wall time, so a later change of a zone's rules never rewrites what someone agreed to.
 */

/** A booked time: intent (wall time and zone) and instant together. Half-open. */
export interface WallTime {
  readonly start: Date;
  /** IANA zone that the wall times are meant in. */
  readonly timeZone: string;
  /** `YYYY-MM-DDTHH:MM` */
  readonly localStart: string;
  /** `YYYY-MM-DDTHH:MM` */
  readonly localEnd: string;
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
export function renderWallTime(time: WallTime, locale: string): string {
  const [start, end] = wallInstants(time);
  const { date, hours, zone } = renderTimeParts(time, locale);
  if (sameDay(start, end)) return `${date}, ${hours} (${zone})`;
  const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'full', timeStyle: 'short' });
  return `${format.formatRange(start, end)} (${zone})`;
}

/** The same, in parts. */
export function renderTimeParts(time: WallTime, locale: string): RenderedTime {
  const [start, end] = wallInstants(time);
  const day = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'full' });
  const clock = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', timeStyle: 'short' });
  return {
    date: sameDay(start, end) ? day.format(start) : day.formatRange(start, end),
    // Over days a formatted range would bring the dates along.
    hours: sameDay(start, end) ? clock.formatRange(start, end) : `${clock.format(start)} – ${clock.format(end)}`,
    zone: `${time.timeZone}, ${zoneName(time, locale)}`,
  };
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

function zoneName({ start, timeZone }: WallTime, locale: string): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' }).formatToParts(start);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}

/** Wall times as if they were UTC, so that no zone moves them while they are formatted. */
const wallInstants = ({ localStart, localEnd }: WallTime): [Date, Date] => [asUtc(localStart), asUtc(localEnd)];

function asUtc(wall: string): Date {
  const instant = new Date(`${wall}Z`);
  if (Number.isNaN(instant.getTime())) throw new RangeError(`${wall} is no wall time; it must look like 2026-12-05T19:30`);
  return instant;
}

/** An end at midnight belongs to the day before: 22:00–00:00 is one evening. */
const sameDay = (start: Date, end: Date): boolean => dayOf(start) === dayOf(new Date(end.getTime() - 1));
const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10);
