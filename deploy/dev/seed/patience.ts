/** Waiting for services that are still starting: a call goes on until it is answered or a minute has passed. */
import { setTimeout } from 'node:timers/promises';
import { Failure, type FailureCode } from '#runtime/errors.ts';

const PATIENCE_MS = 60_000;
const LONGEST_PAUSE_MS = 2_000;

/** Nothing was decided: the same call, with the same request id, may be made again. */
const PASSING: readonly FailureCode[] = ['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'RESOURCE_EXHAUSTED', 'ABORTED'];

export async function patiently<T>(call: () => Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  const end = Date.now() + patienceMs;
  for (let pause = 50; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof Failure) || !PASSING.includes(error.code) || Date.now() + pause > end) throw error;
      await setTimeout(error.details.retryAfterMs ?? pause);
    }
  }
}

/** The answer, or `undefined` when there is no such thing. */
export async function ifFound<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await patiently(call);
  } catch (error) {
    if (error instanceof Failure && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
