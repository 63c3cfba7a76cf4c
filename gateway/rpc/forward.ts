/** Every RPC that the contract opens to the outside is forwarded to its service; what is meant for services does not exist here. */
import type { DescMethod, DescMethodServerStreaming, DescMethodUnary, DescService, Message } from '@bufbuild/protobuf';
import type { ConnectRouter, HandlerContext } from '@connectrpc/connect';
import { type Context, context } from '@opentelemetry/api';
import { AccessLevel } from '#proto/berth/type/v1/access_pb.ts';
import { Failure, unavailable } from '#runtime/errors.ts';
import type { Logger } from '#runtime/logger.ts';
import { authorize, levelOf } from '#runtime/rpc/access.ts';
import { nameOf } from '#runtime/rpc/call.ts';
import type { CallOptions } from '#runtime/rpc/call-options.ts';
import { withDeadline } from '#runtime/rpc/interceptors/deadline.ts';
import { toFailure } from '#runtime/rpc/interceptors/errors.ts';
import { BERTH } from '#runtime/telemetry/attributes.ts';
import type { CallerOf } from '../identity/caller.ts';
import type { Limits } from '../limits.ts';
import type { Limiter } from '../quota/limiter.ts';
import { toConnectError, upstreamFailure } from './connect-errors.ts';
import { EDGE_CALL } from './edge-call.ts';
import { enrich } from './enrich.ts';
import { checkItems } from './items.ts';
import { limitCaller } from './rate-limit.ts';
import { ownerOf } from './services.ts';
import type { Upstreams } from './upstreams.ts';

export interface ForwardOptions {
  readonly services: readonly DescService[];
  readonly upstreams: Upstreams;
  readonly callerOf: CallerOf;
  readonly limits: Limits;
  readonly limiter: Limiter;
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
    if (isUnary(method)) router.rpc(method, unary(method, options));
    else if (isServerStream(method)) router.rpc(method, stream(method, options));
    else throw new TypeError(`${nameOf(method)}: streams of requests are not served`);
  }
}

function unary(method: DescMethodUnary, options: ForwardOptions) {
  const connection = options.upstreams.connectionTo(method.parent);
  return async (request: Message, call: HandlerContext): Promise<Message> => {
    try {
      const admitted = await admit(method, request, call, options, options.limits.unaryMs);
      return await context.with(admitted.within, () => connection.unary(method, request, admitted.options));
    } catch (error) {
      throw refused(method, call, options, error);
    }
  };
}

function stream(method: DescMethodServerStreaming, options: ForwardOptions) {
  const connection = options.upstreams.connectionTo(method.parent);
  return async function* (request: Message, call: HandlerContext): AsyncGenerator<Message> {
    const unbounded = call.timeoutMs() === undefined;
    try {
      const admitted = await admit(method, request, call, options, options.limits.streamMs);
      const signal = AbortSignal.any([call.signal, options.stopping]);
      yield* within(admitted.within, connection.serverStream(method, request, { ...admitted.options, signal }));
    } catch (error) {
      if (options.stopping.aborted) throw toConnectError(unavailable('GATEWAY_STOPPING', 'The gateway is being replaced. Resume the stream.'));
      // Our own limit ended it, not a deadline of the client: an ordinary end, after which clients resume.
      if (unbounded && error instanceof Failure && error.code === 'DEADLINE_EXCEEDED') return;
      throw refused(method, call, options, error);
    }
  };
}

interface Admitted {
  readonly within: Context;
  readonly options: CallOptions;
}

/** Who calls, whether they may, and until when; fills the request. */
async function admit(method: Method, request: Message, call: HandlerContext, { callerOf, limiter, limits }: ForwardOptions, longestMs: number): Promise<Admitted> {
  const edge = call.values.get(EDGE_CALL);
  const caller = await context.with(edge.within, () => callerOf(method, call.requestHeader, call.url));
  authorize(method, caller);
  await limitCaller(limiter, method, call, caller);
  checkItems(method.input, request, limits.items);
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

function refused(method: Method, call: HandlerContext, { logger }: ForwardOptions, error: unknown) {
  const failure = upstreamFailure(ownerOf(method.parent), toFailure(error, logger, nameOf(method)));
  call.values.get(EDGE_CALL).failed(failure);
  return toConnectError(failure);
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
