/** Runs many seeds on several threads; stops early when enough of them failed. */
import { Worker } from 'node:worker_threads';
import { createTally, merge, type Tally } from './tally.ts';
import type { Range } from './worker.ts';

export interface ManyOptions {
  readonly from: number;
  readonly seeds: number;
  readonly workers: number;
  /** A planted bug's name. */
  readonly bug?: string | undefined;
  /** No more seeds are begun after so many failed. */
  readonly maxFailures: number;
  readonly onProgress: (tally: Tally) => void;
}

/** Small, so that threads end together and failures are told soon. */
const RANGE = 25;

export async function runMany({ from, seeds, workers, bug, maxFailures, onProgress }: ManyOptions): Promise<Tally> {
  const total = createTally();
  let next = from;
  const end = from + seeds;
  const take = (): Range | undefined => {
    if (next >= end || total.failures.length >= maxFailures) return undefined;
    const range = { from: next, count: Math.min(RANGE, end - next) };
    next += range.count;
    return range;
  };
  await Promise.all(Array.from({ length: workers }, () => work(take, bug, (tally) => (merge(total, tally), onProgress(total)))));
  total.failures.sort((a, b) => a.seed - b.seed);
  return total;
}

/** One thread from its first range to its last. */
function work(take: () => Range | undefined, bug: string | undefined, onTally: (tally: Tally) => void): Promise<void> {
  const first = take();
  if (!first) return Promise.resolve();
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { bug } });
  return new Promise((resolve, reject) => {
    worker.on('message', (tally: Tally) => {
      onTally(tally);
      const range = take();
      if (range) worker.postMessage(range);
      else void worker.terminate().then(() => resolve());
    });
    worker.on('error', reject);
    worker.postMessage(first);
  });
}
