/** A gRPC server whose every call is traced, authenticated, allowed, validated and bounded; it drains before it stops. */
import type { DescService } from '@bufbuild/protobuf';
import { type ChannelOptions, Server, type ServerCredentials } from '@grpc/grpc-js';
import { serviceDefinition } from './adapter.ts';
import { addHealth, type Health } from './health.ts';
import { unavailable } from '../errors.ts';
import { implementationOf, openStreams, type OpenStreams } from './implementation.ts';
import { MAX_MESSAGE_BYTES } from './limits.ts';
import { readiness } from './readiness.ts';
import { addReflection } from './reflection.ts';
import { type ServeOptions, serving } from './serve.ts';
import { PLAIN, type TransportSecurity } from './transport-security.ts';

export type { ServerCall } from './call.ts';

export interface RpcServerOptions extends ServeOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly services: readonly DescService[];
  /** Shown as gRPC health; always ready by default. */
  readonly ready?: () => Promise<boolean> | boolean;
  /** Whether it tells tools its contract; not by default. */
  readonly reflection?: boolean;
  /** How callers connect; in the clear by default. */
  readonly security?: TransportSecurity;
  /** Milliseconds that calls which are answered once get to finish when the server stops; 8,000 by default. Streams end at once. */
  readonly drainMs?: number;
}

export interface RpcServer extends AsyncDisposable {
  readonly port: number;
}

const OPTIONS: ChannelOptions = {
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 5_000,
};

/** Serves until disposed: then health says `NOT_SERVING`, new calls are refused, streams end with `UNAVAILABLE` and are resumed elsewhere, other calls get `drainMs`. */
export async function startRpcServer(options: RpcServerOptions): Promise<RpcServer> {
  const server = new Server(OPTIONS);
  const serve = serving(options);
  const streams = openStreams();
  const { security = PLAIN } = options;
  for (const service of options.services) server.addService(serviceDefinition(service), implementationOf(service, { serve, streams, security }));
  const health = await addHealth(server, options.services, readiness(options.ready ?? (() => true)));
  if (options.reflection) addReflection(server, options.services);
  const port = await bind(server, options.host, options.port, security.server);
  return { port, [Symbol.asyncDispose]: () => drain(server, health, streams, options.drainMs ?? 8_000) };
}

function bind(server: Server, host: string, port: number, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    const bound = (error: Error | null, actual: number): void => (error ? reject(error) : resolve(actual));
    server.bindAsync(`${host.includes(':') ? `[${host}]` : host}:${port}`, credentials, bound);
  });
}

/** `tryShutdown` may never come back while a stream is open, hence the timer. */
async function drain(server: Server, health: Health, streams: OpenStreams, drainMs: number): Promise<void> {
  health.drain();
  streams.end(unavailable('SHUTTING_DOWN', 'The service is stopping. Resume the stream.'));
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    server.forceShutdown();
    resolve();
  }, drainMs);
  server.tryShutdown(() => resolve());
  await promise;
  clearTimeout(timer);
}
