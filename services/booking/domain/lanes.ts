/** The free lanes of a session as ranges: what is taken or given back changes a few numbers, however large the session is. */

/** Half-open ranges of lanes, ascending, neither overlapping nor touching: `[[0, 3], [7, 9]]` is 0, 1, 2, 7 and 8. */
export type Lanes = readonly (readonly [from: number, to: number])[];

/** All lanes of a session of this size. */
export const allLanes = (capacity: number): Lanes => (capacity > 0 ? [[0, capacity]] : []);

export const countLanes = (lanes: Lanes): number => lanes.reduce((count, [from, to]) => count + to - from, 0);

/** Each lane by itself, ascending. */
export const lanesOf = (lanes: Lanes): readonly number[] => lanes.flatMap(([from, to]) => Array.from({ length: to - from }, (_, index) => from + index));

export const hasLane = (lanes: Lanes, lane: number): boolean => lanes.some(([from, to]) => from <= lane && lane < to);

/** The lowest `count` lanes, ascending; `undefined` when there are not so many. */
export function lowestLanes(lanes: Lanes, count: number): readonly number[] | undefined {
  const lowest: number[] = [];
  for (const [from, to] of lanes) {
    for (let lane = from; lane < to && lowest.length < count; lane += 1) lowest.push(lane);
    if (lowest.length === count) return lowest;
  }
  return lowest.length === count ? lowest : undefined;
}

export const withoutLanes = (lanes: Lanes, taken: readonly number[]): Lanes => taken.reduce(without, lanes);

const without = (lanes: Lanes, lane: number): Lanes =>
  lanes.flatMap(([from, to]) => {
    if (lane < from || lane >= to) return [[from, to] as const];
    return ([[from, lane], [lane + 1, to]] as const).filter(([start, end]) => start < end);
  });

export const withLanes = (lanes: Lanes, freed: readonly number[]): Lanes =>
  merge([...lanes, ...freed.map((lane) => [lane, lane + 1] as const)].toSorted(([a], [b]) => a - b));

function merge(sorted: Lanes): Lanes {
  const merged: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}
