/** What everything in a simulated world stands on: its time, its chance, its plan, and the book of what went wrong, on purpose or not. */
import type { NewId } from '#runtime/ids.ts';
import { createIds } from '#runtime/testing/simulation/process.ts';
import { createScheduler, type Scheduler } from '#runtime/testing/simulation/scheduler.ts';
import { planOf, type Plan } from './plan.ts';

export interface Ground {
  readonly scheduler: Scheduler;
  readonly plan: Plan;
  readonly newId: NewId;
  /** What went wrong on purpose, by kind. */
  readonly mishaps: ReadonlyMap<string, number>;
  /** What must not be. */
  readonly violations: readonly string[];
  /** Nothing goes wrong any more. */
  calm: boolean;
  count(mishap: string): void;
  violate(invariant: string, what: string): void;
  sleep(ms: number): Promise<void>;
}

export function createGround(seed: number, trace: ((line: string) => void) | undefined): Ground {
  const scheduler = createScheduler({ seed, ...(trace && { trace }) });
  const mishaps = new Map<string, number>();
  const violations: string[] = [];
  return {
    scheduler,
    plan: planOf(scheduler.random.fork()),
    newId: createIds(scheduler.random.fork()),
    mishaps,
    violations,
    calm: false,
    count: (mishap) => void mishaps.set(mishap, (mishaps.get(mishap) ?? 0) + 1),
    violate(invariant, what) {
      violations.push(`${invariant}: ${what}`);
      scheduler.note(`VIOLATION ${invariant}: ${what}`);
    },
    sleep: (ms) => new Promise((resolve) => void scheduler.later(ms, 'wait', resolve)),
  };
}
