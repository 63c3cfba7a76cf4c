/** A process of a simulated world: a clock that may be wrong, ids that can be had again, and an end that takes everything with it. */
import type { Clock } from '../../clock.ts';
import type { NewId } from '../../ids.ts';
import type { Random } from './random.ts';
import type { Owner, Scheduler } from './scheduler.ts';

/** A process: what it is given in the place of the machine's clock and ids, and what may happen to it. */
export interface SimulatedProcess extends Owner {
  readonly clock: Clock;
  readonly newId: NewId;
  /** Moves its wall clock, never its monotonic one. */
  jump(ms: number): void;
  /** It stands still for so long, as when its machine swaps; what it waited for reaches it afterwards. */
  pause(ms: number): void;
  /** It is gone: nothing that it waits for ever happens. */
  kill(): void;
}

/** When the virtual time begins. */
export const EPOCH = Date.parse('2027-03-01T09:00:00Z');

/** What a process is started with. */
export interface ProcessOptions {
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly newId: NewId;
  /** How far its wall clock is off at first. */
  readonly skewMs?: number;
}

/** Starts a process; what it then does is up to who builds on its clock. */
export function startProcess({ name, scheduler, random, newId, skewMs = 0 }: ProcessOptions): SimulatedProcess {
  let skew = skewMs;
  let pausedUntil = 0;
  let alive = true;
  const process: SimulatedProcess = {
    name,
    newId,
    get alive() {
      return alive;
    },
    get pausedUntil() {
      return pausedUntil;
    },
    clock: {
      now: () => new Date(EPOCH + scheduler.now() + skew),
      monotonic: () => scheduler.now(),
      // Timers are late now and then, as on any machine.
      after: (ms, callback) => scheduler.later(ms + random.next() * 2, 'timer', callback, process),
    },
    jump: (ms) => void (skew += ms),
    pause: (ms) => void (pausedUntil = Math.max(pausedUntil, scheduler.now() + ms)),
    kill: () => void (alive = false),
  };
  return process;
}

/** UUIDs (version 7 by their form) of a seed; they differ and their order means nothing. */
export function createIds(random: Random): NewId {
  let count = 0;
  return () => {
    count += 1;
    const chance = random.below(0x1_0000_0000).toString(16).padStart(8, '0');
    return `${chance}-0000-7000-8000-${count.toString(16).padStart(12, '0')}`;
  };
}
