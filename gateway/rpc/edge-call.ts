/** What the HTTP side of the gateway hands to the RPC side along with a call. */
import { createContextKey } from '@connectrpc/connect';
import { type Context, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';

export interface EdgeCall {
  /** Context of the call's server span. */
  readonly within: Context;
  readonly span: Span;
  readonly clientAddress: string;
}

/** The edge's part of a Connect context. */
export const EDGE_CALL = createContextKey<EdgeCall>({
  within: ROOT_CONTEXT,
  span: trace.wrapSpanContext({ traceId: '', spanId: '', traceFlags: 0 }),
  clientAddress: '',
});
