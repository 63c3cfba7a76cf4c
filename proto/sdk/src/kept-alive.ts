/** Keeps a stream open: one that drops or falls silent is taken up again by whoever knows where it was. */
import { berthError } from './errors.ts';
import { type RetryPolicy, pause, waitBefore } from './retry.ts';

/** How to keep a stream open. */
export interface StreamOptions {
  /** Ends the watch. */
  readonly signal?: AbortSignal;
  /** A stream that says nothing for so long is dead; Berth sends a heartbeat every 20 s. */
  readonly silenceMs?: number;
  /** How often in a row taking up may fail, and the waits between. */
  readonly retry?: RetryPolicy;
}

const patient: RetryPolicy = { attempts: 20, baseMs: 200, maxMs: 10_000 };

/** 0 is no limit: the client's own is for calls that are answered once. */
export interface OpenOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: 0;
}

/**
 * The messages of one stream after another, each opened by `open`; `undefined` whenever one ended and the next is not open yet.
 * Ends only by the signal or by leaving the loop. Throws what Berth refuses (`NOT_FOUND`) and when it stays away for too long.
 */
export async function* keptAlive<M>(
  open: (options: OpenOptions) => AsyncIterable<M>,
  { signal, silenceMs = 65_000, retry = patient }: StreamOptions,
): AsyncGenerator<M | undefined, void, undefined> {
  let failures = 0;
  while (!signal?.aborted) {
    const silence = silenceGuard(silenceMs, signal);
    try {
      for await (const message of open({ signal: silence.signal, timeoutMs: 0 })) {
        silence.heard();
        failures = 0;
        yield message;
      }
    } catch (thrown) {
      if (signal?.aborted) return;
      if (isFinal(thrown) || failures >= retry.attempts) throw thrown;
    } finally {
      silence.end();
    }
    if (signal?.aborted) return;
    yield undefined;
    await pauseUnless(signal, waitBefore(failures++, retry, Math.random));
  }
}

/** Berth refused, as opposed to: something between us broke or the server is being replaced. */
function isFinal(thrown: unknown): boolean {
  const { code, reason } = berthError(thrown);
  return reason !== '' && !['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'CANCELLED', 'ABORTED', 'RESOURCE_EXHAUSTED'].includes(code);
}

async function pauseUnless(signal: AbortSignal | undefined, ms: number): Promise<void> {
  try {
    await pause(ms, signal);
  } catch (reason) {
    if (!signal?.aborted) throw reason;
  }
}

/** Aborts when nothing is heard for `ms`, or with the outer signal. */
function silenceGuard(ms: number, outer?: AbortSignal): { signal: AbortSignal; heard(): void; end(): void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  let timer = setTimeout(abort, ms);
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(abort, ms);
  };
  const end = (): void => {
    clearTimeout(timer);
    controller.abort();
    outer?.removeEventListener('abort', abort);
  };
  if (outer?.aborted) abort();
  outer?.addEventListener('abort', abort, { once: true });
  return { signal: controller.signal, heard, end };
}
