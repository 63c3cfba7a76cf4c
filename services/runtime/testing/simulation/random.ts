/** Chance that can be had again: the same seed gives the same numbers, on every machine. */

/** A stream of chance. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, limit). */
  below(limit: number): number;
  /** In [from, to). */
  between(from: number, to: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of them; throws a `TypeError` when there is none. */
  pick<T>(choices: readonly T[]): T;
  /** A stream of its own: what is drawn from it changes nothing here. */
  fork(): Random;
}

/** The stream of a seed (mulberry32: 32 bits of state, good enough to choose an order of events). */
export function createRandom(seed: number): Random {
  let state = Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) >>> 0;
  function next(): number {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    between: (from, to) => from + next() * (to - from),
    chance: (probability) => next() < probability,
    pick(choices) {
      if (choices.length === 0) throw new TypeError('nothing to pick from');
      return choices[below(choices.length)] as (typeof choices)[number];
    },
    fork: () => createRandom(Math.floor(next() * 0x1_0000_0000)),
  };
}
