/** One RPC as the HTTP side of the gateway sees it: a span, a count and a latency, and what the RPC side needs of the request. */
import { createContextKey } from '@connectrpc/connect';
import type { DescMethod } from '@bufbuild/protobuf';
import { type Attributes, type Context, type Histogram, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Failure, FailureCode } from '#runtime/errors.ts';
import { nameOf } from '#runtime/rpc/call.ts';
import { RPC } from '#runtime/telemetry/attributes.ts';
import { LATENCY_BUCKETS } from '#runtime/telemetry/metrics.ts';
import type { Telemetry } from '#runtime/telemetry/telemetry.ts';

export interface EdgeCall {
  /** Context of the call's server span. */
  readonly within: Context;
  readonly clientAddress: string;
  /** Adds to the span. */
  describe(attributes: Attributes): void;
  /** Says how the call failed; the last word counts. */
  failed(failure: Failure): void;
  /** Ends the span and counts the call. */
  end(): void;
}

/** The edge's part of a Connect context. */
export const EDGE_CALL = createContextKey<EdgeCall>({
  within: ROOT_CONTEXT,
  clientAddress: '',
  describe: () => undefined,
  failed: () => undefined,
  end: () => undefined,
});

/** Codes that mean that we are at fault; the others are answers. */
const FAULTS: ReadonlySet<FailureCode> = new Set(['INTERNAL', 'UNAVAILABLE', 'DEADLINE_EXCEEDED']);

/** Latencies of all calls, by method and outcome. */
export const callDuration = ({ meter }: Telemetry): Histogram =>
  meter.createHistogram('berth.gateway.call.duration', {
    unit: 's',
    description: 'Time from a call’s arrival at the edge to the end of its answer.',
    advice: { explicitBucketBoundaries: [...LATENCY_BUCKETS] },
  });

/** Begins a call that arrived in the trace of `parent`. */
export function beginCall({ tracer }: Telemetry, durations: Histogram, method: DescMethod, parent: Context, clientAddress: string): EdgeCall {
  const attributes = { [RPC.system]: 'connectrpc', [RPC.method]: nameOf(method) };
  const span = tracer.startSpan(nameOf(method), { kind: SpanKind.SERVER, attributes }, parent);
  const begun = performance.now();
  let code: FailureCode | 'OK' = 'OK';
  return {
    within: trace.setSpan(parent, span),
    clientAddress,
    describe: (more) => void span.setAttributes(more),
    failed(failure) {
      code = failure.code;
      span.setAttribute(RPC.errorType, failure.reason);
    },
    end() {
      if (code !== 'OK' && FAULTS.has(code)) span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute(RPC.status, code).end();
      durations.record((performance.now() - begun) / 1000, { [RPC.method]: nameOf(method), [RPC.status]: code });
    },
  };
}
