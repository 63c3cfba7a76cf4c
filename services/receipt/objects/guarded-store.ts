/** Calls to the object store end within a time limit, and stop for a while when it does not answer. */
import { createBreaker } from '../../runtime/rpc/breaker.ts';
import type { ObjectStore } from './object-store.ts';

const TIMEOUT_MS = 8_000;

export function guardedStore(store: ObjectStore): ObjectStore & Disposable {
  const breaker = createBreaker('The object store');
  const within = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  return {
    put: (key, object, signal) => breaker.run(() => store.put(key, object, within(signal))),
    get: (key, signal) => breaker.run(() => store.get(key, within(signal))),
    [Symbol.dispose]: () => breaker[Symbol.dispose](),
  };
}
