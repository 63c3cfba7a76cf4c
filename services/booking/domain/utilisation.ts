/** How long a schedule is open within a span: what is taken of it is counted against this. */
import type { Span } from './local-time.ts';
import { stretchesOf } from './opening.ts';
import type { Closure, Schedule } from './schedule.ts';

const MINUTE_MS = 60_000;

/** Whole minutes; hours that reach over an edge of the span count as far as they are within. */
export function openMinutes(schedule: Schedule, closures: readonly Closure[], span: Span): number {
  const [from, to] = [span.from.getTime(), span.to.getTime()];
  const open = stretchesOf(schedule, closures, from, to).reduce((sum, { start, end }) => sum + Math.min(end, to) - Math.max(start, from), 0);
  return Math.floor(open / MINUTE_MS);
}
