/**
 * Delivers events at least once: each delivery is attempted until a 2xx or the last retry, restarts included; order is
 * not promised.
 */
import type { Store } from '../../store/store.ts';
import type { Books } from '../books.ts';
import { afterAttempt, type Delivery, isOpen } from './delivery.ts';
import { send } from './send.ts';
import type { Subscriptions } from './subscriptions.ts';
import { traceparentOf } from './trace.ts';

export interface Dispatcher extends AsyncDisposable {
  /** Takes up deliveries that were just written, or found at start. */
  dispatch(deliveries: readonly Delivery[]): void;
  /** Attempts held deliveries one after the other, in the order given; resolves when each had its attempt. */
  release(deliveries: readonly Delivery[]): Promise<void>;
  /** Resolves when nothing is due any more; held deliveries do not count. */
  settled(): Promise<void>;
}

export interface Surroundings {
  readonly books: Books;
  readonly store: Store;
  readonly subscriptions: Subscriptions;
  readonly now: () => number;
}

export function createDispatcher({ books, store, subscriptions, now }: Surroundings): Dispatcher {
  const timers = new Map<string, NodeJS.Timeout>();
  const running = new Map<string, Promise<void>>();
  const stop = new AbortController();
  let waiting: (() => void)[] = [];

  function schedule(delivery: Delivery): void {
    if (stop.signal.aborted || delivery.state !== 'pending' || timers.has(delivery.id)) return;
    timers.set(
      delivery.id,
      setTimeout(() => void run(delivery.id).catch(logged), Math.max(0, delivery.due - now())),
    );
  }

  function run(id: string): Promise<void> {
    clearTimeout(timers.get(id));
    timers.delete(id);
    const attempt = running.get(id) ?? attemptOnce(id).finally(() => finished(id));
    running.set(id, attempt);
    return attempt;
  }

  function finished(id: string): void {
    running.delete(id);
    const delivery = books.deliveries.get(id);
    if (delivery !== undefined) schedule(delivery);
    if (timers.size > 0 || running.size > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  }

  async function attemptOnce(id: string): Promise<void> {
    const delivery = books.deliveries.get(id);
    const event = delivery && books.events.get(delivery.event);
    const endpoint = delivery && subscriptions.byId(delivery.endpoint);
    if (delivery?.state !== 'pending' || event === undefined || endpoint === undefined) return;
    if (subscriptions.isHeld(delivery.event_type)) return replace({ ...delivery, state: 'held' });
    const attempt = await send({
      event,
      endpoint,
      traceparent: traceparentOf(event.data.object, books),
      now,
      signal: stop.signal,
    });
    // A delivery cut off by our own end was not refused: it stays due and is repeated after the restart.
    if (!stop.signal.aborted) await replace(afterAttempt(delivery, attempt, now()));
  }

  async function replace(delivery: Delivery): Promise<void> {
    await store.transact(() => books.deliveries.put(delivery)).saved;
  }

  return {
    dispatch(deliveries) {
      for (const delivery of deliveries) if (subscriptions.byId(delivery.endpoint) !== undefined) schedule(delivery);
    },
    async release(deliveries) {
      for (const delivery of deliveries.filter(isOpen)) {
        await replace({ ...delivery, state: 'pending', due: now() });
        await run(delivery.id);
      }
    },
    settled: () =>
      timers.size === 0 && running.size === 0
        ? Promise.resolve()
        : new Promise((resolve) => void waiting.push(resolve)),
    async [Symbol.asyncDispose]() {
      stop.abort();
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      await Promise.all(running.values());
    },
  };
}

/** Reached when an attempt cannot be recorded, as on a full disk; it stands in memory all the same. */
function logged(error: unknown): void {
  console.error('Stripe sandbox: a webhook attempt could not be recorded', error);
}
