/** A time axis on which waiting takes little room: between a hold and a payment lie minutes, within them milliseconds. */

/** A stretch of waiting that is drawn shorter than it is. */
export interface Fold {
  /** Where it is drawn, as shares of the axis. */
  readonly from: number;
  readonly to: number;
  readonly ms: number;
}

export interface Axis {
  /** Where an instant is drawn, 0 to 1. */
  at(ms: number): number;
  readonly folds: readonly Fold[];
  /** Where to write how much time has passed. */
  readonly ticks: readonly { readonly at: number; readonly ms: number }[];
  /** From the first to the last instant. */
  readonly totalMs: number;
}

/** Nothing happened for so long: that is waiting. */
const WAITING_MS = 1_500;
const FOLDED_MS = 250;
const TICKS = 4;

/** `instants`: when something began or ended. */
export function axisOf(instants: readonly number[]): Axis {
  const marks = [...new Set(instants)].sort((a, b) => a - b);
  const [first = 0] = marks;
  let shown = 0;
  const points = marks.map((ms, index) => {
    const gap = ms - (marks[index - 1] ?? ms);
    shown += gap > WAITING_MS ? FOLDED_MS : gap;
    return { ms, shown };
  });
  const length = Math.max(shown, 0.001);
  const share = (value: number): number => value / length;
  const folds = points.flatMap((point, index) => {
    const before = points[index - 1];
    if (!before || point.ms - before.ms <= WAITING_MS) return [];
    return [{ from: share(before.shown), to: share(point.shown), ms: point.ms - before.ms }];
  });
  const at = (ms: number): number => share(between(points, ms, 'ms', 'shown'));
  const ticks = Array.from({ length: TICKS + 1 }, (_, tick) => ({ at: tick / TICKS, ms: between(points, (length * tick) / TICKS, 'shown', 'ms') - first }));
  return { at, folds, ticks, totalMs: (marks.at(-1) ?? first) - first };
}

interface Point {
  readonly ms: number;
  readonly shown: number;
}

/** Reads a monotonic table of points from one column to the other, straight between them. */
function between(points: readonly Point[], value: number, from: keyof Point, to: keyof Point): number {
  const [first] = points;
  if (!first || value <= first[from]) return first?.[to] ?? 0;
  const index = points.findIndex((point) => point[from] >= value);
  const [after, before] = [points[index], points[index - 1]];
  if (!after || !before) return points.at(-1)?.[to] ?? 0;
  const part = (value - before[from]) / (after[from] - before[from]);
  return before[to] + part * (after[to] - before[to]);
}
