/** Waiting that ends early and quietly when there is nothing to wait for any more. */
import { systemClock, type Clock } from '../clock.ts';

/** Resolves after `ms`, or as soon as the signal, if any, aborts. */
export function pause(ms: number, signal: AbortSignal | undefined, clock: Clock = systemClock): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = clock.after(ms, end);
    signal?.addEventListener('abort', end, { once: true });
    function end(): void {
      timer[Symbol.dispose]();
      signal?.removeEventListener('abort', end);
      resolve();
    }
  });
}
