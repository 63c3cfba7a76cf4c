/** Wall time and instant, kept together: intent survives a change of zone rules, the instant orders and overlaps. */
import { Temporal } from 'temporal-polyfill';

/** A half-open span with its intent: local wall times `YYYY-MM-DDTHH:MM` in an IANA zone. */
export interface BookedTime {
  readonly start: Date;
  readonly end: Date;
  readonly timeZone: string;
  readonly localStart: string;
  readonly localEnd: string;
}

/** Half-open span of instants. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

const MINUTE = { smallestUnit: 'minute' } as const;

const toDate = (instant: Temporal.Instant): Date => new Date(instant.epochMilliseconds);

/** Wall time of an instant in a zone, to the minute. */
export const localOf = (instant: Date, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone).toPlainDateTime().toString(MINUTE);

/** True for a zone that this runtime knows. */
export function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

/** A span from its first instant. */
export function timeFrom(start: Date, minutes: number, timeZone: string): BookedTime {
  const end = new Date(start.getTime() + minutes * 60_000);
  return { start, end, timeZone, localStart: localOf(start, timeZone), localEnd: localOf(end, timeZone) };
}

/**
 * A span from the wall time that someone meant. In a gap the clock jumps over it, so the time shifts forward by the gap;
 * in an overlap the earlier of the two is meant (RFC 5545, Temporal's `compatible`). `undefined` for no date of the calendar.
 */
export function timeAtLocal(localStart: string, minutes: number, timeZone: string): BookedTime | undefined {
  try {
    const plain = Temporal.PlainDateTime.from(localStart, { overflow: 'reject' });
    return timeFrom(toDate(plain.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).toInstant()), minutes, timeZone);
  } catch {
    return undefined;
  }
}

/** The instant of a wall-clock time on a local date. */
export function instantAt(date: Temporal.PlainDate, time: string, timeZone: string): Date {
  const plain = date.toPlainDateTime(Temporal.PlainTime.from(time));
  return toDate(plain.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).toInstant());
}

/** The local dates that a span of instants touches, in order. */
export function localDates(from: Date, to: Date, timeZone: string): Temporal.PlainDate[] {
  const dayOf = (instant: Date): Temporal.PlainDate =>
    Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  const last = dayOf(to);
  const dates: Temporal.PlainDate[] = [];
  for (let day = dayOf(from); Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) dates.push(day);
  return dates;
}
