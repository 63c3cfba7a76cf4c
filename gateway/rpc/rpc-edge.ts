/** Connect, gRPC-Web and gRPC on their paths; every call is a server span of its caller's trace, and says which in its answer. */
import { type ContextValues, createConnectRouter, createContextValues } from '@connectrpc/connect';
import type { UniversalHandler, UniversalServerRequest } from '@connectrpc/connect/protocol';
import { universalRequestFromNodeRequest, universalResponseToNodeResponse } from '@connectrpc/connect-node';
import { context } from '@opentelemetry/api';
import { contextOf, traceparentOf } from '#runtime/telemetry/propagation.ts';
import type { Telemetry } from '#runtime/telemetry/telemetry.ts';
import { type Exchange, headerOf } from '../edge/exchange.ts';
import type { HttpRequest, HttpResponse } from '../edge/http.ts';
import { admission, type AdmissionOptions } from './admission.ts';
import { compressions } from './compression.ts';
import { beginCall, callDuration, EDGE_CALL, type EdgeCall } from './edge-call.ts';
import { type ForwardOptions, forwardAll } from './forward.ts';
import { explainRefusals } from './malformed.ts';

export interface RpcEdgeOptions extends ForwardOptions, AdmissionOptions {
  readonly telemetry: Telemetry;
}

export interface RpcEdge {
  /** Whether an RPC lives at this path. */
  handles(path: string): boolean;
  serve(exchange: Exchange): Promise<void>;
}

export function createRpcEdge(options: RpcEdgeOptions): RpcEdge {
  const explain = explainRefusals(options.logger);
  const admit = admission(options);
  const router = createConnectRouter({
    acceptCompression: compressions,
    readMaxBytes: options.limits.bodyBytes,
    // A client that sends a field we do not know thinks that it does something.
    jsonOptions: { ignoreUnknownFields: false },
    requestGate: async (call) => {
      explain(call);
      await admit(call);
    },
  });
  forwardAll(router, options);
  const durations = callDuration(options.telemetry);
  const handlers = new Map(router.handlers.map((handler) => [handler.requestPath, handler]));
  return {
    handles: (path) => handlers.has(path),
    async serve(exchange) {
      const handler = handlers.get(exchange.url.pathname);
      const parent = contextOf(headerOf(exchange.request, 'traceparent'));
      if (handler) await serveCall(handler, beginCall(options.telemetry, durations, handler.method, parent, exchange.clientAddress), exchange);
    },
  };
}

/**
 * A request whose reader may stop half way, as when it is too large. The iterator of `for await` would destroy it then, and Node
 * never gets past a destroyed request: whatever comes next on the connection would wait for ever.
 */
const readable = (request: HttpRequest, response: HttpResponse, values: ContextValues): UniversalServerRequest => ({
  ...universalRequestFromNodeRequest(request, response, undefined, values),
  body: request.iterator({ destroyOnReturn: false }),
});

async function serveCall(handler: UniversalHandler, call: EdgeCall, { request, response }: Exchange): Promise<void> {
  response.setHeader('traceparent', traceparentOf(call.within));
  response.once('close', () => call.end());
  // The rest of what was refused is still on its way.
  response.once('finish', () => request.resume());
  const values = createContextValues().set(EDGE_CALL, call);
  try {
    const answer = await context.with(call.within, () => handler(readable(request, response, values)));
    await universalResponseToNodeResponse(answer, response);
  } catch (error) {
    if (!response.destroyed && !response.headersSent) throw error;
    response.destroy(); // the client has gone, or the answer broke off: nobody can be told any more
  }
}
