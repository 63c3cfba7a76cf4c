/** W3C trace context in and out of text, independent of any global propagator. */
import { ROOT_CONTEXT, trace, TraceFlags, type Context, type Span, type SpanContext } from '@opentelemetry/api';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const ABSENT = '00-00000000000000000000000000000000-0000000000000000-00';

/** The span context in a `traceparent`; `undefined` when it is malformed or all zero. */
export function parseTraceparent(text: string | undefined): SpanContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(text ?? '') ?? [];
  if (!traceId || !spanId || !flags || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
}

/** A context whose spans continue that trace; the root context when the text is no traceparent. */
export function contextOf(traceparent: string | undefined): Context {
  const spanContext = parseTraceparent(traceparent);
  return spanContext ? trace.setSpanContext(ROOT_CONTEXT, spanContext) : ROOT_CONTEXT;
}

/** The `traceparent` of the span that is active in a context; all zero when there is none. */
export function traceparentOf(context: Context): string {
  const spanContext = trace.getSpanContext(context);
  if (!spanContext) return ABSENT;
  return `00-${spanContext.traceId}-${spanContext.spanId}-${spanContext.traceFlags.toString(16).padStart(2, '0')}`;
}

/** A context in which `span` is the active one. */
export const contextOfSpan = (span: Span): Context => trace.setSpan(ROOT_CONTEXT, span);
