/** Stops calling a service that does not answer: callers fail at once instead of each waiting for its deadline. */
import CircuitBreaker from 'opossum';
import { Failure, type FailureCode, unavailable } from '../errors.ts';

export interface Breaker extends Disposable {
  /** Runs `call`, or rejects with `UNAVAILABLE` while the breaker is open. */
  run<T>(call: () => Promise<T>): Promise<T>;
}

/** Codes that say that the service did not answer; every other failure is an answer. */
const SILENCE: ReadonlySet<FailureCode> = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED']);

const isAnswer = (error: unknown): boolean => error instanceof Failure && !SILENCE.has(error.code);

/** A breaker for calls to `name`: opens when half of at least 20 calls in 10 s got no answer, probes after half a second. */
export function createBreaker(name: string, resetMs = 500): Breaker {
  const breaker = new CircuitBreaker((call: () => Promise<unknown>) => call(), {
    name,
    // Calls have deadlines of their own; opossum's timeout would leave them running.
    timeout: false,
    // opossum opens at the first failure unless told otherwise.
    volumeThreshold: 20,
    errorThresholdPercentage: 50,
    rollingCountTimeout: 10_000,
    resetTimeout: resetMs,
    errorFilter: isAnswer,
  });
  return {
    async run<T>(call: () => Promise<T>): Promise<T> {
      const outcome = Promise.withResolvers<T>();
      const tracked = (): Promise<T> => call().then((value) => (outcome.resolve(value), value));
      try {
        await breaker.fire(tracked);
      } catch (error) {
        if (!(error instanceof Error && CircuitBreaker.isOurError(error))) throw error;
        throw unavailable('CIRCUIT_OPEN', `${name} does not answer at the moment.`, error);
      }
      return outcome.promise;
    },
    [Symbol.dispose]: () => breaker.shutdown(),
  };
}
