/** Every call is a span of its caller's trace, and one count and one latency in the metrics. */
import { type Context, context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { Failure, type FailureCode } from '../../errors.ts';
import { RPC } from '../../telemetry/attributes.ts';
import { LATENCY_BUCKETS } from '../../telemetry/metrics.ts';
import { contextOf } from '../../telemetry/propagation.ts';
import type { Telemetry } from '../../telemetry/telemetry.ts';
import { type Incoming, nameOf } from '../call.ts';

/** Runs `work` in a server span. */
export type Traced = (incoming: Incoming, work: (within: Context, span: Span) => Promise<void>) => Promise<void>;

/** Codes that mean that the server is at fault; the others are answers. */
const FAULTS: ReadonlySet<FailureCode> = new Set(['INTERNAL', 'UNAVAILABLE', 'DEADLINE_EXCEEDED', 'UNIMPLEMENTED']);

/** The outermost interceptor. */
export function tracing({ tracer, meter }: Telemetry): Traced {
  const duration = meter.createHistogram('rpc_server_call_duration_seconds', {
    unit: 's',
    description: 'Time from a call’s arrival to its end.',
    advice: { explicitBucketBoundaries: [...LATENCY_BUCKETS] },
  });
  return async (incoming, work) => {
    const method = nameOf(incoming.method);
    const parent = contextOf(textOf(incoming.metadata.get('traceparent')[0]));
    const span = tracer.startSpan(method, { kind: SpanKind.SERVER, attributes: { [RPC.system]: 'grpc', [RPC.method]: method } }, parent);
    const within = trace.setSpan(parent, span);
    const started = performance.now();
    let code: FailureCode | 'OK' = 'OK';
    try {
      await context.with(within, () => work(within, span));
    } catch (error) {
      code = error instanceof Failure ? error.code : 'INTERNAL';
      span.setAttribute(RPC.errorType, error instanceof Failure ? error.reason : 'INTERNAL');
      if (FAULTS.has(code)) span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.setAttribute(RPC.status, code);
      span.end();
      duration.record((performance.now() - started) / 1000, { [RPC.method]: method, [RPC.status]: code });
    }
  };
}

const textOf = (value: string | Buffer | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
