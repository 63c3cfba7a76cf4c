/** The way of every request: headers that all answers have, then RPC, then the plain HTTP paths, then the page. */
import type { Logger } from '#runtime/logger.ts';
import { toFailure } from '#runtime/rpc/interceptors/errors.ts';
import type { RpcEdge } from '../rpc/rpc-edge.ts';
import { answerCors } from './cors.ts';
import { cameOverTls, type Exchange, type Handler, openExchange } from './exchange.ts';
import type { HttpRequest, HttpResponse } from './http.ts';
import { problem, problemOf, send } from './reply.ts';
import { setSecurityHeaders } from './security-headers.ts';

export interface RoutesOptions {
  readonly rpc: RpcEdge;
  /** By exact path. */
  readonly pages: Readonly<Record<string, Handler>>;
  /** By the start of the path. */
  readonly areas: Readonly<Record<string, Handler>>;
  /** Everything else. */
  readonly otherwise: Handler;
  readonly allowedOrigins: ReadonlySet<string>;
  readonly contentSecurityPolicy: string;
  /** Reverse proxies of our own in front. */
  readonly proxies: number;
  readonly stopping: AbortSignal;
  readonly logger: Logger;
}

/** A listener for requests of either HTTP version; answers every one of them and never throws. */
export function createRoutes(options: RoutesOptions): (request: HttpRequest, response: HttpResponse) => void {
  return (request, response) => {
    setSecurityHeaders(response, options.contentSecurityPolicy, cameOverTls(request, options.proxies));
    // HTTP/1 clients reuse connections until told not to; HTTP/2 has GOAWAY for it.
    if (options.stopping.aborted && request.httpVersionMajor === 1) response.setHeader('connection', 'close');
    const exchange = openExchange(request, response, options.proxies);
    if (!exchange) return send({ method: 'GET', response }, problem(400, 'BAD_REQUEST', 'The request has no valid host and path.'));
    response.setHeader('x-request-id', exchange.requestId);
    if (answerCors(exchange, options.allowedOrigins)) return;
    void answer(exchange, options);
  };
}

async function answer(exchange: Exchange, options: RoutesOptions): Promise<void> {
  const { response, url } = exchange;
  try {
    await handlerFor(url.pathname, options)(exchange);
  } catch (error) {
    if (hasLeft(exchange)) return;
    const failure = toFailure(error, options.logger, url.pathname);
    if (response.headersSent) response.destroy();
    else send(exchange, problemOf(failure));
  }
}

/** Nobody is there to answer. A request that was read to its end is destroyed, too, while its client waits. */
const hasLeft = ({ request, response }: Exchange): boolean => response.destroyed || (request.destroyed && !request.readableEnded);

function handlerFor(path: string, { rpc, pages, areas, otherwise }: RoutesOptions): Handler {
  if (rpc.handles(path)) return (exchange) => rpc.serve(exchange);
  const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
  const area = Object.keys(areas).find((start) => path.startsWith(start));
  return page ?? (area === undefined ? undefined : areas[area]) ?? otherwise;
}
