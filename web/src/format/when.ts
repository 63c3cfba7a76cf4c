/** Times of bookings are wall times in a named zone; they are shown as meant, and in the visitor's own zone beside it when that differs. */
import type { BookedTime } from '@berth/sdk/browser';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { LOCALE } from './locale.ts';

const wall = (options: Intl.DateTimeFormatOptions, locale: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });

/** A wall time `YYYY-MM-DDTHH:MM` as a date that only a formatter in UTC may look at. */
const asUtc = (local: string): Date => new Date(`${local}Z`);

const TIME: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
const DAY: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' };

/** `09:30` of a wall time. */
export const wallTime = (local: string, locale = LOCALE): string => wall(TIME, locale).format(asUtc(local));

/** `Friday, 9 October 2026` of a wall time or date. */
export const wallDay = (local: string, locale = LOCALE): string => wall(DAY, locale).format(asUtc(`${local.slice(0, 10)}T00:00`));

/** `October 2026` of a month `YYYY-MM`. */
export const monthName = (month: string, locale = LOCALE): string => wall({ month: 'long', year: 'numeric' }, locale).format(asUtc(`${month}-01T00:00`));

/** `Friday, 9 October 2026, 09:30–10:30`; the end names its day when it is another one. */
export function wallSpan({ localStart, localEnd }: Pick<BookedTime, 'localStart' | 'localEnd'>, locale = LOCALE): string {
  const sameDay = localStart.slice(0, 10) === localEnd.slice(0, 10);
  const end = sameDay ? wallTime(localEnd, locale) : `${wallDay(localEnd, locale)}, ${wallTime(localEnd, locale)}`;
  return `${wallDay(localStart, locale)}, ${wallTime(localStart, locale)}–${end}`;
}

/** `Europe/Lisbon` as `Lisbon time (GMT+1)`: the place people know and the offset on that day. */
export function zoneName(timeZone: string, at: Date, locale = LOCALE): string {
  const place = (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ');
  return place === 'UTC' ? 'UTC' : `${place} time (${zoneOffset(timeZone, at, locale)})`;
}

/** `GMT+1`, or `GMT` itself. */
export function zoneOffset(timeZone: string, at: Date, locale = LOCALE): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'shortOffset' }).formatToParts(at);
  const offset = parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
  return offset.replace(/[+-]0$/, '');
}

const viewerZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The same start on the visitor's clock, such as `10:30` or `Sat 10:30`; absent when that shows what the wall time shows. */
export function viewerTime({ startTime, localStart }: BookedTime, zone = viewerZone(), locale = LOCALE): string | undefined {
  if (!startTime) return undefined;
  const start = timestampDate(startTime);
  const theirs = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: zone }).format(start);
  if (theirs.replace(' ', 'T') === localStart) return undefined;
  const sameDay = theirs.slice(0, 10) === localStart.slice(0, 10);
  return new Intl.DateTimeFormat(locale, { ...TIME, ...(!sameDay && { weekday: 'short' }), timeZone: zone }).format(start);
}

/** An instant on the visitor's clock: `9 Oct 2026, 09:30:05`. */
export const instantWithSeconds = (at: Date, locale = LOCALE): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(at);

/** An instant in a zone: `9 October 2026 at 09:30`. */
export const instantInZone = (at: Date, timeZone: string, locale = LOCALE): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(at);

/** An instant on the visitor's clock: `09:30:05`. */
export const timeWithSeconds = (at: Date, locale = LOCALE): string => new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }).format(at);
