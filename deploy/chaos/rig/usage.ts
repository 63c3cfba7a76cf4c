/** Memory and open handles of each process over time, and how busy the machine is. */
import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { usageOf } from './processes.ts';

export interface Usage {
  readonly time: number;
  readonly name: string;
  readonly pid: number;
  readonly rssMb: number;
  readonly handles: number;
}

export interface UsageWatch extends Disposable {
  readonly usage: readonly Usage[];
}

const EVERY_MS = 1_000;

/** Looks once a second at whatever process has each name at that moment. */
export function watchUsage(parts: readonly { readonly name: string; pid(): number | undefined }[]): UsageWatch {
  const usage: Usage[] = [];
  const timer = setInterval(() => {
    for (const { name, pid } of parts) {
      const id = pid();
      const now = id === undefined ? undefined : usageOf(id);
      if (id !== undefined && now) usage.push({ time: Date.now(), name, pid: id, ...now });
    }
  }, EVERY_MS);
  return { usage, [Symbol.dispose]: () => clearInterval(timer) };
}

/** How much of the machine's cores is in use over the next `ms`, by anybody: 0 to 1. */
export async function coresBusy(ms: number): Promise<number> {
  const before = coreTimes();
  await delay(ms);
  const after = coreTimes();
  return 1 - (after.idle - before.idle) / (after.all - before.all);
}

function coreTimes(): { readonly idle: number; readonly all: number } {
  const times = cpus().map((core) => core.times);
  return { idle: sum(times.map(({ idle }) => idle)), all: sum(times.flatMap((core) => Object.values(core))) };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
