/** A thread that runs seeds: takes ranges, gives back what they came to. */
import { parentPort, workerData } from 'node:worker_threads';
import { BUGS } from './bugs/all.ts';
import { runSeed } from './seed.ts';
import { add, createTally } from './tally.ts';

/** Seeds from `from` on. */
export interface Range {
  readonly from: number;
  readonly count: number;
}

const { bug: name }: { readonly bug: string | undefined } = workerData;
const bug = BUGS.find((one) => one.name === name);

async function run({ from, count }: Range): Promise<void> {
  const tally = createTally();
  for (let seed = from; seed < from + count; seed += 1) add(tally, await runSeed(seed, { bug }));
  parentPort?.postMessage(tally);
}

parentPort?.on('message', (range: Range) => void run(range));
