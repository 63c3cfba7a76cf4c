/** Follows a booking to its end: a dropped or silent stream is taken up again where it was, and no step is shown twice. */
import type { Client } from '@connectrpc/connect';
import type { BookingService, WatchBookingResponse } from '../../gen/berth/booking/v1/booking_service_pb.ts';
import { keptAlive, type StreamOptions } from './kept-alive.ts';

/** How to watch a booking. */
export interface WatchOptions extends StreamOptions {
  /** Sequence of the last step that the caller has; from the first step when absent. */
  readonly afterSequence?: bigint;
}

/**
 * The booking now, then each change with the steps that came with it; heartbeats are left out.
 * Ends only by the signal or by leaving the loop. Throws what Berth refuses (`NOT_FOUND`) and when it stays away for too long.
 */
export async function* watchBooking(
  bookings: Client<typeof BookingService>,
  bookingId: string,
  { afterSequence = 0n, ...options }: WatchOptions = {},
): AsyncGenerator<WatchBookingResponse, void, undefined> {
  let last = afterSequence;
  let etag: string | undefined;
  for await (const message of keptAlive((call) => bookings.watchBooking({ bookingId, afterSequence: last }, call), options)) {
    if (!message) continue;
    const fresh = { ...message, steps: message.steps.filter((step) => step.sequence > last) };
    last = fresh.steps.reduce((most, step) => (step.sequence > most ? step.sequence : most), last);
    if (fresh.steps.length === 0 && fresh.booking?.etag === etag) continue;
    etag = fresh.booking?.etag;
    yield fresh;
  }
}
