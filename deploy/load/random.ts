/** Repeatable randomness for load data: the same seed gives the same rows on every machine. */

export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  below(below: number): number;
  /** One of them, the first ones far more often than the last: how words and brands are spread in real catalogues. */
  skewed<T>(from: readonly T[]): T;
  /** One of them, all alike. */
  pick<T>(from: readonly T[]): T;
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for test data. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const at = <T>(from: readonly T[], index: number): T => {
    const value = from[index];
    if (value === undefined) throw new RangeError('nothing to choose from');
    return value;
  };
  return {
    next,
    below,
    pick: (from) => at(from, below(from.length)),
    skewed: (from) => at(from, Math.floor(next() ** 2 * from.length)),
  };
}
