/** One address that speaks HTTP/1.1 and cleartext HTTP/2, bounded against slow clients, and drains before it closes. */
import { once } from 'node:events';
import { type Server as Http1Server, createServer as createHttp1Server } from 'node:http';
import { type Http2Server, createServer as createHttp2Server } from 'node:http2';
import { type Server, type Socket, createServer } from 'node:net';
import type { HttpRequest, HttpResponse } from '../edge/http.ts';
import type { Limits } from '../limits.ts';
import { type Admission, connectionCap, refuseConnection } from './connection-cap.ts';
import { sniffProtocol, type WireProtocol } from './protocol-sniffer.ts';
import { trackSessions } from './sessions.ts';

export interface OnePortOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly limits: Limits;
  /** Answers a request of either protocol. */
  readonly serve: (request: HttpRequest, response: HttpResponse) => void;
}

/** A listening address. Disposing it refuses new connections, lets requests finish for `drainMs` and cuts off the rest. */
export interface OnePort extends AsyncDisposable {
  readonly port: number;
}

export async function listenOnePort({ host, port, limits, serve }: OnePortOptions): Promise<OnePort> {
  const http1 = http1Server(limits, serve);
  const http2 = http2Server(limits, serve);
  const sayGoodbye = trackSessions(http2, limits.idleMs);
  const sockets = new Set<Socket>();
  const admit = connectionCap(limits.connectionsPerAddress);
  const handOn = (socket: Socket, admission: Admission, protocol: WireProtocol): void => {
    if (admission === 'served') (protocol === 'http2' ? http2 : http1).emit('connection', socket);
    else refuseConnection(socket, protocol);
  };
  const tcp = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    const admission = admit(socket);
    if (admission === 'closed') socket.destroy();
    else sniffProtocol(socket, limits.prefaceMs, (protocol) => handOn(socket, admission, protocol));
  });
  tcp.listen(port, host);
  await once(tcp, 'listening');
  const drain = async (): Promise<void> => {
    const closed = once(tcp, 'close');
    tcp.close();
    sayGoodbye();
    http1.close();
    http1.closeIdleConnections();
    // The connections themselves: a destroyed HTTP/2 session still waits for its peer to hang up.
    const timer = setTimeout(() => sockets.forEach((socket) => socket.destroy()), limits.drainMs);
    await closed;
    clearTimeout(timer);
  };
  return { port: portOf(tcp), [Symbol.asyncDispose]: drain };
}

function portOf(tcp: Server): number {
  const address = tcp.address();
  if (address === null || typeof address === 'string') throw new TypeError('the gateway listens on no TCP port');
  return address.port;
}

function http1Server(limits: Limits, serve: OnePortOptions['serve']): Http1Server {
  const server = createHttp1Server(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headerMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.idleMs,
      connectionsCheckingInterval: Math.min(1_000, limits.headerMs),
    },
    serve,
  );
  // Node starts the check for slow requests when a server listens; this one is given its connections and never does.
  server.emit('listening');
  return server;
}

function http2Server(limits: Limits, serve: OnePortOptions['serve']): Http2Server {
  const settings = { maxConcurrentStreams: limits.streamsPerConnection, maxHeaderListSize: limits.headerBytes };
  const server = createHttp2Server({ settings }, serve);
  // HTTP/1 has `requestTimeout`; an HTTP/2 client may as well trickle its body for ever.
  server.on('stream', (stream) => {
    if (stream.endAfterHeaders) return;
    const timer = setTimeout(() => stream.readableEnded || stream.destroy(), limits.requestMs);
    stream.once('close', () => clearTimeout(timer));
  });
  return server;
}
