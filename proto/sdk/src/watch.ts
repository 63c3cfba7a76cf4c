/** Follows a booking to its end: a dropped or silent stream is taken up again where it was, and no step is shown twice. */
import type { Client } from '@connectrpc/connect';
import type { BookingService, WatchBookingResponse } from '../../gen/berth/booking/v1/booking_service_pb.ts';
import { berthError } from './errors.ts';
import { type RetryPolicy, pause, waitBefore } from './retry.ts';

/** How to watch. */
export interface WatchOptions {
  /** Ends the watch. */
  readonly signal?: AbortSignal;
  /** Sequence of the last step that the caller has; from the first step when absent. */
  readonly afterSequence?: bigint;
  /** A stream that says nothing for so long is dead; Berth sends a heartbeat every 20 s. */
  readonly silenceMs?: number;
  /** How often in a row taking up may fail, and the waits between. */
  readonly retry?: RetryPolicy;
}

const patient: RetryPolicy = { attempts: 20, baseMs: 200, maxMs: 10_000 };

/**
 * The booking now, then each change with the steps that came with it; heartbeats are left out.
 * Ends only by the signal or by leaving the loop. Throws what Berth refuses (`NOT_FOUND`) and when it stays away for too long.
 */
export async function* watchBooking(
  bookings: Client<typeof BookingService>,
  bookingId: string,
  { signal, afterSequence = 0n, silenceMs = 65_000, retry = patient }: WatchOptions = {},
): AsyncGenerator<WatchBookingResponse, void, undefined> {
  let last = afterSequence;
  let etag: string | undefined;
  let failures = 0;
  while (!signal?.aborted) {
    const silence = silenceGuard(silenceMs, signal);
    try {
      // 0 is no limit: the client's own is for calls that are answered once.
      for await (const message of bookings.watchBooking({ bookingId, afterSequence: last }, { signal: silence.signal, timeoutMs: 0 })) {
        silence.heard();
        failures = 0;
        const fresh = { ...message, steps: message.steps.filter((step) => step.sequence > last) };
        last = fresh.steps.reduce((most, step) => (step.sequence > most ? step.sequence : most), last);
        if (fresh.steps.length === 0 && fresh.booking?.etag === etag) continue;
        etag = fresh.booking?.etag;
        yield fresh;
      }
    } catch (thrown) {
      if (signal?.aborted) return;
      if (isFinal(thrown) || failures >= retry.attempts) throw thrown;
    } finally {
      silence.end();
    }
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
