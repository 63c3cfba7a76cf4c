/** A wake-up that is not lost: set before anyone waits, it wakes the next who does. */
import { systemClock, type Clock } from '../clock.ts';

export interface Wakeup {
  /** Wakes the one that waits, or the next one. */
  set(): void;
  /** Resolves when set since the last wait, at the latest after `maxMs` or when the signal aborts. */
  wait(maxMs: number, signal?: AbortSignal): Promise<void>;
}

export function createWakeup(clock: Clock = systemClock): Wakeup {
  let isSet = false;
  let wake = (): void => undefined;
  return {
    set() {
      isSet = true;
      wake();
    },
    async wait(maxMs, signal) {
      if (!isSet && !signal?.aborted) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        const timer = clock.after(maxMs, resolve);
        const leave = (): void => resolve();
        signal?.addEventListener('abort', leave, { once: true });
        await promise;
        timer[Symbol.dispose]();
        signal?.removeEventListener('abort', leave);
      }
      isSet = false;
    },
  };
}
