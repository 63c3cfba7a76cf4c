/** Time that passes by hand: who waits waits until a test says so. */
import type { Clock } from '../../../clock.ts';

export interface HandClock extends Clock {
  /** Lets so many milliseconds pass. */
  pass(ms: number): void;
}

/** A clock that stands until somebody moves it. */
export function handClock(): HandClock {
  let now = Date.parse('2027-03-01T09:00:00Z');
  const timers = new Set<{ readonly due: number; readonly callback: () => void }>();
  return {
    now: () => new Date(now),
    monotonic: () => now,
    after(ms, callback) {
      const timer = { due: now + ms, callback };
      timers.add(timer);
      return { [Symbol.dispose]: () => timers.delete(timer) };
    },
    pass(ms) {
      now += ms;
      const due = [...timers].filter((timer) => timer.due <= now);
      for (const timer of due) if (timers.delete(timer)) timer.callback();
    },
  };
}
