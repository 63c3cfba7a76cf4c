/** Memory and open handles of each process over time. */
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
