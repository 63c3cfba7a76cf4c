/** Adds up what many seeds came to. */
import type { SeedResult } from './seed.ts';

export interface Tally {
  seeds: number;
  events: number;
  virtualMs: number;
  /** What went wrong on purpose, by kind. */
  readonly mishaps: Map<string, number>;
  readonly failures: SeedResult[];
}

export const createTally = (): Tally => ({ seeds: 0, events: 0, virtualMs: 0, mishaps: new Map(), failures: [] });

export function add(tally: Tally, result: SeedResult): void {
  tally.seeds += 1;
  tally.events += result.events;
  tally.virtualMs += result.virtualMs;
  for (const [kind, count] of Object.entries(result.mishaps)) tally.mishaps.set(kind, (tally.mishaps.get(kind) ?? 0) + count);
  if (result.violations.length > 0) tally.failures.push(result);
}

/** A result that carries many, as workers send them. */
export function merge(into: Tally, from: Tally): void {
  into.seeds += from.seeds;
  into.events += from.events;
  into.virtualMs += from.virtualMs;
  for (const [kind, count] of from.mishaps) into.mishaps.set(kind, (into.mishaps.get(kind) ?? 0) + count);
  into.failures.push(...from.failures);
}
