/** What a scenario is: one kind of fault, injected again and again while customers book. */
import type { Random } from '../../load/random.ts';
import type { Market } from '../load/market.ts';
import type { Probes, Recovery } from '../rig/probes.ts';
import type { Rig } from '../rig/rig.ts';

/** `plain`: parts talk to each other directly. `proxied`: through a proxy on every wire. `small-disk`: all data on a small tmpfs. */
export type Ground = 'plain' | 'proxied' | 'small-disk';

export interface Stage {
  readonly rig: Rig;
  readonly markets: readonly Market[];
  readonly probes: Probes;
  readonly random: Random;
  /** About a tenth of the faults. */
  readonly short: boolean;
  /** Asked for on the command line. */
  readonly wishes: Wishes;
  say(line: string): void;
}

export interface Wishes {
  readonly cycles?: number | undefined;
  readonly minutes?: number | undefined;
  readonly events?: number | undefined;
}

export interface Injected {
  readonly faults: number;
  readonly recoveries: readonly Recovery[];
  /** Limits of this scenario that were broken; they count as broken invariants do. A short run has no limits of time: it may share its machine. */
  readonly problems?: readonly string[];
}

/** A pause that leaves two cores something to spare: where nothing is left, whatever is timed takes as long as those who compete with it let it. */
export const UNHURRIED_MS = 4_000;

export interface Scenario {
  readonly name: string;
  readonly what: string;
  readonly ground: Ground;
  /** How long everything may take to come to rest afterwards; 60 s unless told. */
  readonly restMs?: number;
  /** How long customers take, on average, from one journey to the next; 500 unless told. */
  readonly pauseMs?: number;
  run(stage: Stage): Promise<Injected>;
}
