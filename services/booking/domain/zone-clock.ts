/**
 * Between wall time and instant, as `local-time.ts` does it but thousands of times a millisecond: a zone's offset is asked of Temporal
 * once a day and kept. Wall times are milliseconds as if they were UTC.
 */
import { Temporal } from 'temporal-polyfill';

const DAY_MS = 86_400_000;
/** Ten years of one zone; whoever asks for more begins anew. */
const DAYS_KEPT = 3_660;

/** Offsets of one UTC day, which has at most one transition: `offset` until `changes`, `later` from it on. */
interface ZoneDay {
  readonly offset: number;
  readonly later: number;
  readonly changes: number;
}

const zones = new Map<string, Map<number, ZoneDay>>();

/** Milliseconds that the zone's clock is ahead of UTC at an instant. */
export function offsetAt(instant: number, timeZone: string): number {
  const { offset, later, changes } = zoneDay(Math.floor(instant / DAY_MS), timeZone);
  return instant < changes ? offset : later;
}

/** Wall time of an instant. */
export const wallAt = (instant: number, timeZone: string): number => instant + offsetAt(instant, timeZone);

/** The instant of a wall time: one that the clock skips moves forward by the gap, of one that it shows twice the earlier is meant. */
export function instantOf(wall: number, timeZone: string): number {
  const before = offsetAt(wall - DAY_MS, timeZone);
  const after = offsetAt(wall + DAY_MS, timeZone);
  if (before === after) return wall - before;
  const candidates = [wall - before, wall - after].filter((instant) => wallAt(instant, timeZone) === wall);
  return candidates.length > 0 ? Math.min(...candidates) : wall - before;
}

function zoneDay(day: number, timeZone: string): ZoneDay {
  const days = daysOf(timeZone);
  const known = days.get(day);
  if (known) return known;
  if (days.size >= DAYS_KEPT) days.clear();
  const found = look(day, timeZone);
  days.set(day, found);
  return found;
}

function daysOf(timeZone: string): Map<number, ZoneDay> {
  let days = zones.get(timeZone);
  if (!days) zones.set(timeZone, (days = new Map()));
  return days;
}

function look(day: number, timeZone: string): ZoneDay {
  const [begin, end] = [day * DAY_MS, (day + 1) * DAY_MS];
  const [offset, later] = [askOffset(begin, timeZone), askOffset(end, timeZone)];
  return { offset, later, changes: offset === later ? end : transition(begin, end, offset, timeZone) };
}

/** The first instant of the day with another offset, by bisection. */
function transition(begin: number, end: number, offset: number, timeZone: string): number {
  let [same, other] = [begin, end];
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (askOffset(middle, timeZone) === offset) same = middle;
    else other = middle;
  }
  return other;
}

const askOffset = (instant: number, timeZone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).offsetNanoseconds / 1e6;
