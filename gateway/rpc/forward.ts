/** Every RPC that the contract opens to the outside is forwarded to its service; what is meant for services does not exist here. */
import type { DescMethod, DescMethodServerStreaming, DescMethodUnary, DescService, Message } from '@bufbuild/protobuf';
import type { ConnectRouter, HandlerContext } from '@connectrpc/connect';
import { type Context, context } from '@opentelemetry/api';
import { AccessLevel } from '#proto/berth/type/v1/access_pb.ts';
import { Failure, unavailable } from '#runtime/errors.ts';
import type { Logger } from '#runtime/logger.ts';
import { levelOf } from '#runtime/rpc/access.ts';
import { nameOf } from '#runtime/rpc/call.ts';
import type { CallOptions } from '#runtime/rpc/call-options.ts';
import { withDeadline } from '#runtime/rpc/interceptors/deadline.ts';
import { BERTH } from '#runtime/telemetry/attributes.ts';
import type { Limits } from '../limits.ts';
import { CALLER } from './admission.ts';
import { toConnectError } from './connect-errors.ts';
import { EDGE_CALL } from './edge-call.ts';
import { enrich } from './enrich.ts';
import { checkItems } from './items.ts';
import { refused } from './refused.ts';
import type { Upstreams } from './upstreams.ts';

export interface ForwardOptions {
  readonly services: readonly DescService[];
  readonly upstreams: Upstreams;
  readonly limits: Limits;
  readonly logger: Logger;
  /** Aborts when the gateway stops: streams end then, and their clients resume elsewhere. */
  readonly stopping: AbortSignal;
}

type Method = DescMethodUnary | DescMethodServerStreaming;

const isUnary = (method: DescMethod): method is DescMethodUnary => method.methodKind === 'unary';
const isServerStream = (method: DescMethod): method is DescMethodServerStreaming => method.methodKind === 'server_streaming';

/** Adds a forwarder for each method that is open to the outside. */
export function forwardAll(router: ConnectRouter, options: ForwardOptions): void {
  for (const method of options.services.flatMap((service) => service.methods)) {
    if (levelOf(method) === AccessLevel.SERVICE) continue;
    const body = { readMaxBytes: bodyBytesOf(method, options.limits) };
    if (isUnary(method)) router.rpc(method, unary(method, options), body);
    else if (isServerStream(method)) router.rpc(method, stream(method, options), body);
    else throw new TypeError(`${nameOf(method)}: streams of requests are not served`);
  }
}

/** What everybody may call takes what everybody may send; businesses also send their catalogues. */
function bodyBytesOf(method: DescMethod, { bodyBytes, publicBodyBytes }: Limits): number {
  const level = levelOf(method);
  return level === AccessLevel.PUBLIC || level === AccessLevel.USER ? publicBodyBytes : bodyBytes;
}

function unary(method: DescMethodUnary, options: ForwardOptions) {
  const connection = options.upstreams.connectionTo(method.parent);
  return async (request: Message, call: HandlerContext): Promise<Message> => {
    try {
      const prepared = prepare(method, request, call, options, options.limits.unaryMs);
      return await context.with(prepared.within, () => connection.unary(method, request, prepared.options));
    } catch (error) {
      throw refused(method, call, options.logger, error);
    }
  };
}

function stream(method: DescMethodServerStreaming, options: ForwardOptions) {
  const connection = options.upstreams.connectionTo(method.parent);
  return async function* (request: Message, call: HandlerContext): AsyncGenerator<Message> {
    const unbounded = call.timeoutMs() === undefined;
    try {
      const prepared = prepare(method, request, call, options, options.limits.streamMs);
      const signal = AbortSignal.any([call.signal, options.stopping]);
      yield* within(prepared.within, connection.serverStream(method, request, { ...prepared.options, signal }));
    } catch (error) {
      if (options.stopping.aborted) throw toConnectError(unavailable('GATEWAY_STOPPING', 'The gateway is being replaced. Resume the stream.'));
      // Our own limit ended it, not a deadline of the client: an ordinary end, after which clients resume.
      if (unbounded && error instanceof Failure && error.code === 'DEADLINE_EXCEEDED') return;
      throw refused(method, call, options.logger, error);
    }
  };
}

interface Prepared {
  readonly within: Context;
  readonly options: CallOptions;
}

/** Until when, under which id, and in whose name; fills the request. */
function prepare(method: Method, request: Message, call: HandlerContext, { limits }: ForwardOptions, longestMs: number): Prepared {
  // First, and at once: what is too much must be garbage before the next request is parsed.
  checkItems(method.input, request, limits.items);
  const edge = call.values.get(EDGE_CALL);
  const caller = call.values.get(CALLER);
  const requestId = enrich(method.input, request, {
    idempotencyKey: call.requestHeader.get('idempotency-key') ?? undefined,
    userAgent: call.requestHeader.get('user-agent') ?? '',
    clientAddress: edge.clientAddress,
  });
  edge.describe({ [BERTH.tenant]: caller.tenantId, [BERTH.subject]: caller.subject, [BERTH.requestId]: requestId });
  const deadlineMs = Math.min(call.timeoutMs() ?? longestMs, longestMs);
  const within = withDeadline(edge.within, new Date(Date.now() + deadlineMs));
  return { within, options: { caller, requestId, deadlineMs, signal: call.signal } };
}

/** Runs a generator's steps in `within`: a generator has the context of whoever asks for its next value. */
async function* within<T>(within: Context, values: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    for (;;) {
      const step = await context.with(within, () => values.next());
      if (step.done) return;
      yield step.value;
    }
  } finally {
    await values.return(undefined);
  }
}
