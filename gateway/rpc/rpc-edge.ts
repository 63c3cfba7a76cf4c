/** Connect, gRPC-Web and gRPC on their paths; every call is a server span of its caller's trace. */
import { createConnectRouter, createContextValues } from '@connectrpc/connect';
import type { UniversalHandler } from '@connectrpc/connect/protocol';
import { compressionBrotli, compressionGzip, universalRequestFromNodeRequest, universalResponseToNodeResponse } from '@connectrpc/connect-node';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { nameOf } from '#runtime/rpc/call.ts';
import { RPC } from '#runtime/telemetry/attributes.ts';
import { contextOf, traceparentOf } from '#runtime/telemetry/propagation.ts';
import type { Telemetry } from '#runtime/telemetry/telemetry.ts';
import { type Exchange, headerOf } from '../edge/exchange.ts';
import { EDGE_CALL } from './edge-call.ts';
import { type ForwardOptions, forwardAll } from './forward.ts';
import { explainRefusals } from './malformed.ts';

export interface RpcEdgeOptions extends ForwardOptions {
  readonly telemetry: Telemetry;
}

export interface RpcEdge {
  /** Whether an RPC lives at this path. */
  handles(path: string): boolean;
  serve(exchange: Exchange): Promise<void>;
}

export function createRpcEdge(options: RpcEdgeOptions): RpcEdge {
  const router = createConnectRouter({
    acceptCompression: [compressionGzip, compressionBrotli],
    readMaxBytes: options.limits.bodyBytes,
    // A client that sends a field we do not know thinks that it does something.
    jsonOptions: { ignoreUnknownFields: false },
    requestGate: explainRefusals(options.logger),
  });
  forwardAll(router, options);
  const handlers = new Map(router.handlers.map((handler) => [handler.requestPath, handler]));
  return {
    handles: (path) => handlers.has(path),
    async serve(exchange) {
      const handler = handlers.get(exchange.url.pathname);
      if (handler) await serveCall(handler, exchange, options);
    },
  };
}

async function serveCall(handler: UniversalHandler, { request, response, clientAddress }: Exchange, { telemetry }: RpcEdgeOptions): Promise<void> {
  const name = nameOf(handler.method);
  const parent = contextOf(headerOf(request, 'traceparent'));
  const span = telemetry.tracer.startSpan(name, { kind: SpanKind.SERVER, attributes: { [RPC.system]: 'connectrpc', [RPC.method]: name } }, parent);
  const within = trace.setSpan(parent, span);
  response.setHeader('traceparent', traceparentOf(within));
  response.once('close', () => span.end());
  const values = createContextValues().set(EDGE_CALL, { within, span, clientAddress });
  try {
    const answer = await context.with(within, () => handler(universalRequestFromNodeRequest(request, response, undefined, values)));
    if (answer.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    await universalResponseToNodeResponse(answer, response);
  } catch (error) {
    // The client has gone, so nobody is there to be told; everything else is the caller's to answer.
    if (!response.destroyed && !response.headersSent) throw error;
    span.setStatus({ code: SpanStatusCode.ERROR });
    response.destroy();
  }
}
