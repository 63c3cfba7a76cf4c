/** Repeats a call only when Berth says `UNAVAILABLE`, the one code after which nothing has happened or a repeat is recognised. */
import type { Interceptor } from '@connectrpc/connect';
import { berthError } from './errors.ts';

/** How often and how soon a call is repeated. */
export interface RetryPolicy {
  /** Repeats after the first attempt; 0 switches them off. */
  readonly attempts: number;
  /** Longest wait before the first repeat; doubles with each, and the wait is drawn at random below it. */
  readonly baseMs: number;
  /** Longest wait at all. */
  readonly maxMs: number;
}

/** Four repeats within about three seconds. */
export const defaultRetry: RetryPolicy = { attempts: 4, baseMs: 200, maxMs: 3000 };

/** Retries unary calls; a dropped stream is resumed by `watchBooking` instead, which knows where it was. */
export function retries(policy: RetryPolicy, random: () => number = Math.random): Interceptor {
  return (next) => async (request) => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await next(request);
      } catch (thrown) {
        const error = berthError(thrown);
        if (request.stream || error.code !== 'UNAVAILABLE' || attempt >= policy.attempts || request.signal.aborted) throw thrown;
        await pause(waitBefore(attempt, policy, random, error.retryAfterMs), request.signal);
      }
    }
  };
}

/** Full jitter below an exponential ceiling, but not sooner than the server asked for. */
export function waitBefore(attempt: number, policy: RetryPolicy, random: () => number, askedMs = 0): number {
  const ceiling = Math.min(policy.maxMs, policy.baseMs * 2 ** attempt);
  return Math.min(policy.maxMs, Math.max(askedMs, ceiling * random()));
}

/** Resolves after `ms`; rejects with the signal's reason when that comes first. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
