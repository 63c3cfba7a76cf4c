/** A real gRPC server with a handler that the test gives, and real clients of it, over TCP on a free port. */
import type { DescService } from '@bufbuild/protobuf';
import type { GenService, GenServiceMethods } from '@bufbuild/protobuf/codegenv2';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace';
import type { Caller } from '../actor/types.ts';
import { newId } from '../ids.ts';
import { createLogger } from '../logger.ts';
import { type ClientOf, connectTo } from '../rpc/client.ts';
import { type RpcServerOptions, startRpcServer } from '../rpc/server.ts';
import { createTokenSigner, createTokenVerifier } from '../rpc/tokens.ts';
import { createTelemetry, type Telemetry } from '../telemetry/telemetry.ts';
import { createTestKeys } from './keys.ts';

export interface TestRpc extends AsyncDisposable {
  readonly address: string;
  readonly telemetry: Telemetry;
  /** Spans of server and clients, once `telemetry.forceFlush()` is done. */
  readonly spans: InMemorySpanExporter;
  /** What the server logged. */
  readonly log: Record<string, unknown>[];
  /** A client of one of the services; it is closed with the server. */
  connect<M extends GenServiceMethods>(service: GenService<M>): ClientOf<M>;
}

/** Name that tokens for the server are made out to. */
const AUDIENCE = 'server';

/** Starts the server; `more` overrides its options. */
export async function startTestRpc(
  services: readonly DescService[],
  handle: RpcServerOptions['handle'],
  more: Partial<RpcServerOptions> = {},
): Promise<TestRpc> {
  const stack = new AsyncDisposableStack();
  const keys = createTestKeys('client');
  const spans = new InMemorySpanExporter();
  const telemetry = createTelemetry({ serviceName: 'test', exporter: spans });
  const log: Record<string, unknown>[] = [];
  const logger = createLogger({ service: 'test', destination: { write: (line) => void log.push(JSON.parse(line)) } });
  const verifier = createTokenVerifier(keys.jwks, AUDIENCE);
  stack.defer(() => telemetry.shutdown());
  const server = stack.use(await startRpcServer({ host: '127.0.0.1', port: 0, services, handle, verifier, telemetry, logger, drainMs: 500, ...more }));
  const tokens = createTokenSigner(keys.signingKey('client'));
  const address = `127.0.0.1:${server.port}`;
  return {
    address,
    telemetry,
    spans,
    log,
    connect: (service) => stack.use(connectTo(service, { address, tokens, telemetry, audience: AUDIENCE })),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** A caller with these roles, of a tenant of its own. */
export function testCaller(...roles: Caller['roles']): Caller {
  const subject = roles.includes('service') ? 'service:test' : roles.length === 0 ? 'anonymous' : newId();
  return { tenantId: newId(), subject, roles };
}

/** What a promise rejects with; fails when it does not. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}
