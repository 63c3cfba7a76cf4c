/** Tells an observer about every call when it ends: what, how long, in which trace and how it went. */
import type { Interceptor } from '@connectrpc/connect';
import { type BerthError, berthError } from './errors.ts';
import { newTrace, traceIdOf } from './trace.ts';

/** One finished call, retries included. */
export interface CallReport {
  /** Such as `berth.booking.v1.BookingService/CreateBooking`. */
  readonly method: string;
  readonly durationMs: number;
  readonly traceId: string;
  /** Absent when it went well. For a stream: whether it could be opened. */
  readonly error?: BerthError;
}

/** Reports to `onCall`. Stands first, so that one call is one report. */
export function observed(onCall: (report: CallReport) => void): Interceptor {
  return (next) => async (request) => {
    const traceparent = request.header.get('traceparent') ?? newTrace().next();
    request.header.set('traceparent', traceparent);
    const begun = performance.now();
    const report = (error?: BerthError): void =>
      onCall({
        method: `${request.service.typeName}/${request.method.name}`,
        durationMs: performance.now() - begun,
        traceId: traceIdOf(traceparent) ?? '',
        ...(error && { error }),
      });
    try {
      const response = await next(request);
      report();
      return response;
    } catch (thrown) {
      report(berthError(thrown));
      throw thrown;
    }
  };
}
