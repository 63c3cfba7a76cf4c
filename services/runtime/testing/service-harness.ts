/** One service for a test: real Postgres, real NATS, gRPC over TCP, with tokens for any caller that the test names. */
import type { GenService, GenServiceMethods } from '@bufbuild/protobuf/codegenv2';
import { connectTo, type ClientOf } from '../rpc/client.ts';
import { createTokenSigner } from '../rpc/tokens.ts';
import type { RunningService } from '../service.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { createTestKeys } from './keys.ts';
import { testNatsUrl } from './nats.ts';

export interface ServiceHarness extends AsyncDisposable {
  readonly service: RunningService;
  readonly files: TestDatabase;
  readonly env: Readonly<Record<string, string>>;
  /** A client of the service; closed with it. */
  connect<M extends GenServiceMethods>(service: GenService<M>): ClientOf<M>;
}

/** Starts the service as the launcher would: `start` gets the environment. `more` adds to it. */
export async function startServiceHarness(
  name: string,
  start: (env: Readonly<Record<string, string>>) => Promise<RunningService>,
  more: Readonly<Record<string, string>> = {},
): Promise<ServiceHarness> {
  const stack = new AsyncDisposableStack();
  const files = stack.use(await createTestDatabase(name));
  const keys = createTestKeys('test', name);
  const env = {
    HOST: '127.0.0.1', GRPC_PORT: '0', ADMIN_PORT: '0', LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'fatal', MIGRATE: '1',
    DATABASE_URL: files.appUrl, DATABASE_OWNER_URL: files.ownerUrl, DATABASE_RELAY_URL: files.relayUrl, NATS_URL: await testNatsUrl(),
    INTERNAL_SIGNING_KEY: keys.signingKey(name), INTERNAL_JWKS: keys.jwks,
    ...more,
  };
  const service = stack.use(await start(env));
  const telemetry = createTelemetry({ serviceName: 'test' });
  stack.defer(() => telemetry.shutdown());
  const tokens = createTokenSigner(keys.signingKey('test'));
  return {
    service,
    files,
    env,
    connect: (definition) => stack.use(connectTo(definition, { address: `127.0.0.1:${service.grpcPort}`, tokens, telemetry, audience: name })),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
