/** The way of every call, in this order: trace, errors, auth, validate, deadline, handler. */
import { type Message, toBinary } from '@bufbuild/protobuf';
import { type Context, context, type Span } from '@opentelemetry/api';
import type { Caller } from '../actor/types.ts';
import type { CallAudit } from '../audit/calls.ts';
import { Failure } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { BERTH } from '../telemetry/attributes.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { authorize } from './access.ts';
import type { Incoming, Send, Serve, ServerCall } from './call.ts';
import { authenticate } from './interceptors/auth.ts';
import { bounded, withDeadline } from './interceptors/deadline.ts';
import { guarded } from './interceptors/errors.ts';
import { requestIdOf } from './interceptors/request-id.ts';
import { tracing } from './interceptors/trace.ts';
import { readRequest } from './interceptors/validate.ts';
import type { TokenVerifier } from './tokens.ts';

/** What a handler gives: for unary RPCs a message or its encoding, for streams messages. */
export type Reply = Promise<Uint8Array | Message> | AsyncIterable<Message>;

export interface ServeOptions {
  handle(call: ServerCall): Reply;
  readonly verifier: TokenVerifier;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
  /** Tells the audit log of what is refused; nobody by default. */
  readonly audit?: CallAudit;
}

/** What is known of a call so far. */
interface Seen {
  caller?: Caller;
  request?: Message;
}

/** Composes the interceptors around a handler. */
export function serving(options: ServeOptions): Serve {
  const traced = tracing(options.telemetry);
  return (incoming, send) =>
    traced(incoming, async (within, span) => {
      const seen: Seen = {};
      try {
        await guarded(options.logger, incoming.method, () => admit(options, incoming, seen, within, span, send));
      } catch (error) {
        if (error instanceof Failure) options.audit?.refused({ method: incoming.method, context: within, ...seen }, error);
        throw error;
      }
    });
}

async function admit({ handle, verifier }: ServeOptions, incoming: Incoming, seen: Seen, within: Context, span: Span, send: Send): Promise<void> {
  const { method, metadata, body } = incoming;
  const caller = (seen.caller = await authenticate(verifier, incoming));
  authorize(method, caller);
  const request = (seen.request = readRequest(method, body));
  const requestId = requestIdOf(method, request, metadata);
  describe(span, caller, requestId);
  const { signal } = incoming.controller;
  await bounded(incoming, (deadline) => {
    const inner = withDeadline(within, deadline);
    const call: ServerCall = { method, request, caller, requestId, deadline, signal, context: inner };
    return context.with(inner, () => answer(call, handle(call), send));
  });
}

function describe(span: Span, { tenantId, subject }: Caller, requestId: string): void {
  span.setAttributes({ [BERTH.tenant]: tenantId, [BERTH.subject]: subject, [BERTH.requestId]: requestId });
}

async function answer({ method, signal }: ServerCall, reply: Reply, send: Send): Promise<void> {
  const encode = (message: Uint8Array | Message): Uint8Array => (message instanceof Uint8Array ? message : toBinary(method.output, message));
  if (!(Symbol.asyncIterator in reply)) return send(encode(await reply));
  for await (const message of reply) {
    if (signal.aborted) break;
    await send(encode(message));
  }
  signal.throwIfAborted();
}
