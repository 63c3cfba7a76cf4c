/** One service for a test: real Postgres, real NATS, gRPC over TCP, peers that answer as the test says, events as others publish them. */
import { create, getOption, toBinary, type DescMessage, type DescService, type Message, type MessageInitShape } from '@bufbuild/protobuf';
import type { GenService, GenServiceMethods } from '@bufbuild/protobuf/codegenv2';
import { connect, headers as natsHeaders } from 'nats';
import { event_name } from '#proto/berth/type/v1/event_pb.ts';
import { cloudEventHeaders, subjectOf } from '../events/envelope.ts';
import { newId } from '../ids.ts';
import { createLogger } from '../logger.ts';
import type { ServerCall } from '../rpc/call.ts';
import { connectTo, type ClientOf } from '../rpc/client.ts';
import { startRpcServer } from '../rpc/server.ts';
import { createTokenSigner, createTokenVerifier } from '../rpc/tokens.ts';
import type { RunningService } from '../service.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { createTestKeys } from './keys.ts';
import { testNatsUrl } from './nats.ts';

/** Another service, played by the test over real gRPC. */
export interface Peer {
  readonly services: readonly DescService[];
  handle(call: ServerCall): Promise<Message>;
}

export interface HarnessOptions {
  /** More of the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** By service name; `<NAME>_SERVICE_ADDRESS` points at them. */
  readonly peers?: Readonly<Record<string, Peer>>;
  /** How many of the service run on the one database, each as a process of its own would; 1 by default. */
  readonly replicas?: number;
  /** Superuser's URL of the Postgres to use; the run's by default. */
  readonly postgresUrl?: string;
}

/** What a started service has to tell: a `RunningService`, or a process that it runs in. */
export interface Served extends AsyncDisposable {
  readonly grpcPort: number;
}

/** An event to publish as another service would. */
export interface PublishedEvent<D extends DescMessage> {
  readonly source: string;
  readonly schema: D;
  readonly payload: MessageInitShape<D>;
  readonly tenantId: string;
  /** The aggregate's uuid and its TypeID. */
  readonly key: string;
  readonly subject: string;
  readonly keyVersion: number;
  /** A redelivery has the id of the first. */
  readonly id?: string;
}

export interface ServiceHarness<S extends Served = RunningService> extends AsyncDisposable {
  /** The first replica. */
  readonly service: S;
  readonly replicas: readonly S[];
  readonly files: TestDatabase;
  /** A client of the service, of the first replica unless told otherwise; closed with it. */
  connect<M extends GenServiceMethods>(service: GenService<M>, replica?: Served): ClientOf<M>;
  /** Puts an event on its stream; resolves when the broker has it. */
  publish<D extends DescMessage>(event: PublishedEvent<D>): Promise<void>;
}

/** Starts the service as the launcher would: `start` gets the environment. */
export async function startServiceHarness<S extends Served = RunningService>(
  name: string,
  start: (env: Readonly<Record<string, string>>) => Promise<S>,
  { env = {}, peers = {}, replicas: count = 1, postgresUrl }: HarnessOptions = {},
): Promise<ServiceHarness<S>> {
  const stack = new AsyncDisposableStack();
  const files = stack.use(await createTestDatabase(name, postgresUrl));
  const keys = createTestKeys('test', name);
  const telemetry = createTelemetry({ serviceName: 'test' });
  stack.defer(() => telemetry.shutdown());
  const logger = createLogger({ service: 'test', level: 'fatal' });
  const addresses: Record<string, string> = {};
  for (const [peer, { services, handle }] of Object.entries(peers)) {
    const verifier = createTokenVerifier(keys.jwks, peer);
    const server = stack.use(await startRpcServer({ host: '127.0.0.1', port: 0, services, handle, verifier, telemetry, logger, drainMs: 200 }));
    addresses[`${peer.toUpperCase()}_SERVICE_ADDRESS`] = `127.0.0.1:${server.port}`;
  }
  const natsUrl = await testNatsUrl();
  const startOne = async (): Promise<S> =>
    stack.use(await start({
      HOST: '127.0.0.1', GRPC_PORT: '0', ADMIN_PORT: '0', LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'fatal', MIGRATE: '1',
      DATABASE_URL: files.appUrl, DATABASE_OWNER_URL: files.ownerUrl, DATABASE_RELAY_URL: files.relayUrl, NATS_URL: natsUrl,
      INTERNAL_SIGNING_KEY: keys.signingKey(name), INTERNAL_JWKS: keys.jwks, ENCRYPTION_KEYS: 'the key of a harness is nobody else\'s',
      ...addresses,
      ...env,
    }));
  const service = await startOne();
  const replicas = [service];
  while (replicas.length < count) replicas.push(await startOne());
  const tokens = createTokenSigner(keys.signingKey('test'));
  return {
    service,
    replicas,
    files,
    connect: (definition, replica = service) => stack.use(connectTo(definition, { address: `127.0.0.1:${replica.grpcPort}`, tokens, telemetry, audience: name })),
    publish: (event) => publish(natsUrl, event),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function publish<D extends DescMessage>(url: string, event: PublishedEvent<D>): Promise<void> {
  const nats = await connect({ servers: url });
  try {
    const type = getOption(event.schema, event_name);
    const id = event.id ?? newId();
    const fields = {
      id, type, source: event.source, tenantId: event.tenantId, key: event.key, keyVersion: BigInt(event.keyVersion), time: new Date(),
      actor: 'service:test', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', subject: event.subject, schema: event.schema.typeName,
    };
    const headers = natsHeaders();
    for (const [header, value] of Object.entries(cloudEventHeaders(fields))) headers.set(header, value);
    // A redelivery must reach the consumer: the broker's own de-duplication is not what a test is after.
    headers.set('Nats-Msg-Id', newId());
    const subject = subjectOf({ service: event.source, type, tenantId: event.tenantId, key: event.subject });
    await nats.jetstream().publish(subject, toBinary(event.schema, create(event.schema, event.payload)), { headers });
  } finally {
    await nats.close();
  }
}
