/** Times of bookings are wall times in a named zone; they are shown as meant, and in the visitor's own zone beside it when that differs. */
import type { BookedTime } from '@berth/sdk/browser';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { renderClock, renderMoment, renderSpan, renderWallDay } from '#runtime/wall-time.ts';
import { LOCALE } from './locale.ts';

/** `09:30` of a wall time. */
export const wallTime = (local: string, locale = LOCALE): string => renderClock(local, locale);

/** `Friday, 9 October 2026` of a wall time or date. */
export const wallDay = (local: string, locale = LOCALE): string => renderWallDay(local, locale);

/** `October 2026` of a month `YYYY-MM`. */
export const monthName = (month: string, locale = LOCALE): string =>
  new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-01T00:00Z`));

/** `Friday, 9 October 2026, 09:30–10:30`; the end names its day when it is another one. */
export const wallSpan = (time: Pick<BookedTime, 'localStart' | 'localEnd'>, locale = LOCALE): string => renderSpan(time, locale);

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
  const day = sameDay ? '' : `${new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: zone }).format(start)} `;
  return day + renderClock(theirs.replace(' ', 'T'), locale);
}

/** An instant on the visitor's clock: `9 Oct 2026, 09:30:05`. */
export const instantWithSeconds = (at: Date, locale = LOCALE): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(at);

/** An instant in a zone: `9 October 2026 at 09:30`. */
export const instantInZone = (at: Date, timeZone: string, locale = LOCALE): string => renderMoment(at, timeZone, locale);

/** An instant on the visitor's clock: `09:30:05`. */
export const timeWithSeconds = (at: Date, locale = LOCALE): string => new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }).format(at);
