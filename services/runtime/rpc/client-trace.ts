/** Every outgoing call is a client span, and its trace goes along. */
import { type Context, context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { DescMethod } from '@bufbuild/protobuf';
import { Failure } from '../errors.ts';
import { RPC } from '../telemetry/attributes.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { nameOf } from './call.ts';

/** A client span and the context in which it is active. */
export interface ClientSpan {
  readonly within: Context;
  /** Ends the span; with an error it says which. */
  end(error?: unknown): void;
}

/** Starts the span of a call of `method` at `address`, as a child of the active one. */
export function clientSpan({ tracer }: Telemetry, method: DescMethod, address: string): ClientSpan {
  const name = nameOf(method);
  const attributes = { [RPC.system]: 'grpc', [RPC.method]: name, [RPC.serverAddress]: address };
  const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes });
  return { within: trace.setSpan(context.active(), span), end: (error) => end(span, error) };
}

function end(span: Span, error: unknown): void {
  const failed = error !== undefined;
  const { code, reason } = error instanceof Failure ? error : { code: failed ? 'INTERNAL' : 'OK', reason: 'INTERNAL' };
  span.setAttribute(RPC.status, code);
  if (failed) span.setAttribute(RPC.errorType, reason);
  // Whoever cancels a call has what they wanted.
  if (failed && code !== 'CANCELLED') span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
