/** Time as an argument: production uses the machine's clock, simulation replaces it; nothing else in the runtime asks for the time or sets a timer. */

/** A process's sense of time. Due times and expiries are the database's business, see `now` of the mailbox. */
export interface Clock {
  /** The present instant; may jump either way when somebody sets the machine's clock. */
  now(): Date;
  /** Milliseconds since some moment; never runs backwards. */
  monotonic(): number;
  /** Calls back once, after at least `ms` milliseconds, unless disposed before. */
  after(ms: number, callback: () => void): Disposable;
}

/** The machine's clock. Due times and expiries use the database's instead. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};

/** Calls back every `ms` milliseconds until disposed. */
export function every(clock: Clock, ms: number, callback: () => void): Disposable {
  let timer = clock.after(ms, tick);
  let over = false;
  function tick(): void {
    callback();
    // The callback may have ended it.
    if (!over) timer = clock.after(ms, tick);
  }
  return {
    [Symbol.dispose]() {
      over = true;
      timer[Symbol.dispose]();
    },
  };
}

/** A signal that aborts with a `TimeoutError` after `ms` milliseconds; never, once disposed. */
export function timeLimit(clock: Clock, ms: number): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const timer = clock.after(ms, () => controller.abort(new DOMException(`not done within ${ms} ms`, 'TimeoutError')));
  return { signal: controller.signal, [Symbol.dispose]: () => timer[Symbol.dispose]() };
}
