/** Calls to the object store end within a time limit, and stop for a while when it does not answer. */
import { createBreaker } from '../rpc/breaker.ts';
import type { ObjectStore } from './object-store.ts';

/** Short: somebody waits for it. */
const GET_MS = 2_000;
const PUT_MS = 8_000;

export function guardedStore(store: ObjectStore): ObjectStore & Disposable {
  const breaker = createBreaker('The object store');
  const within = (signal: AbortSignal, ms: number): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(ms)]);
  return {
    put: (key, object, signal) => breaker.run(() => store.put(key, object, within(signal, PUT_MS))),
    get: (key, signal) => breaker.run(() => store.get(key, within(signal, GET_MS))),
    remove: (key, signal) => breaker.run(() => store.remove(key, within(signal, PUT_MS))),
    [Symbol.dispose]: () => breaker[Symbol.dispose](),
  };
}
