/** One W3C trace per logical operation: every call made within it carries the same trace id and its own parent id. */
import type { Transport } from '@connectrpc/connect';
import { randomHex } from './random.ts';

const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** A trace that calls belong to. */
export interface Trace {
  /** 32 hexadecimal digits, as `berth.traces.getTrace` takes it. */
  readonly traceId: string;
  /** Header value for the next call. */
  next(): string;
}

/** A trace of its own; sampled. */
export function newTrace(): Trace {
  const traceId = randomHex(16);
  return { traceId, next: () => `00-${traceId}-${randomHex(8)}-01` };
}

/** The trace of a `traceparent` made elsewhere, such as by the page's own OpenTelemetry; throws `TypeError` when it is not one. */
export function continueTrace(traceparent: string): Trace {
  const traceId = traceIdOf(traceparent);
  if (traceId === undefined) throw new TypeError(`"${traceparent}" is not a W3C traceparent (00-<32 hex>-<16 hex>-<2 hex>)`);
  return { traceId, next: () => traceparent };
}

/** The trace id inside a `traceparent`, or `undefined` when it is malformed. */
export const traceIdOf = (traceparent: string): string | undefined => TRACEPARENT.exec(traceparent)?.[1];

/** The same transport with every call in `trace`, unless the caller set a `traceparent` header. */
export function withTrace(transport: Transport, trace: Trace): Transport {
  return {
    unary: (method, signal, timeoutMs, header, input, values) =>
      transport.unary(method, signal, timeoutMs, traced(header, trace), input, values),
    stream: (method, signal, timeoutMs, header, input, values) =>
      transport.stream(method, signal, timeoutMs, traced(header, trace), input, values),
  };
}

function traced(header: HeadersInit | undefined, trace: Trace): Headers {
  const headers = new Headers(header);
  if (!headers.has('traceparent')) headers.set('traceparent', trace.next());
  return headers;
}
