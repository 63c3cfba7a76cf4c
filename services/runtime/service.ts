/** The composition of a service: everything that one needs is started here in order and stopped in reverse. */
import type { Actor, Reader } from './actor/actor.ts';
import { createMailbox, type Mailbox } from './actor/mailbox.ts';
import { startAudit } from './audit/audit.ts';
import type { RuntimeConfig } from './config/runtime.ts';
import { openDatabase, type Database, type DatabaseOptions, type Entities } from './db/database.ts';
import { migrate } from './db/migrate.ts';
import { requireProtection } from './db/protection.ts';
import type { EffectRunner } from './effects/types.ts';
import { startEffectWorker } from './effects/worker.ts';
import { startChanges } from './events/changes.ts';
import { connectNats, type Nats } from './events/connection.ts';
import { startConsumers } from './events/consumer.ts';
import type { DeadLetters } from './events/dead-letters.ts';
import { startRelay } from './events/relay.ts';
import type { Reaction } from './events/types.ts';
import { createLogger, type Logger } from './logger.ts';
import { operations } from './operations/operations.ts';
import type { PersonalData, PersonalExtras } from './personal/personal-data.ts';
import { personalDataReader } from './personal/personal-data-service.ts';
import { startPersonalRetention } from './personal/retention.ts';
import { startAdminServer } from './rpc/admin-server.ts';
import { bodyKeyOf, createHandlers, fullName } from './rpc/handlers.ts';
import { startRpcServer } from './rpc/server.ts';
import { createTokenSigner, createTokenVerifier, type TokenSigner } from './rpc/tokens.ts';
import { openTransportSecurity, type TransportSecurity } from './rpc/transport-security.ts';
import { pendingEvents, storedFigures } from './operations/figures.ts';
import { createFigures } from './telemetry/figures.ts';
import { quietly } from './telemetry/quiet.ts';
import { createTelemetry, type Telemetry } from './telemetry/telemetry.ts';

/** What tests put in the place of the world. */
export interface Overrides {
  /** Replaces the database's clock. */
  readonly now?: () => Date;
  /** Turns in one transaction. */
  readonly maxBatch?: number;
  /** Other limits of the database's connections, for machines that are busy with other tests. */
  readonly limits?: NonNullable<DatabaseOptions['limits']>;
}

/** What every part of a service may use: clients of other services and outside calls are built with it. */
export interface Runtime {
  readonly name: string;
  readonly config: RuntimeConfig;
  readonly overrides: Overrides;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
  /** Signs the tokens that this service calls others with. */
  readonly tokens: TokenSigner;
  /** How it connects to other services, and they to it. */
  readonly security: TransportSecurity;
}

/** Opens nothing yet: makes the tracer, the logger and the token signer of a service, and reads its certificates. */
export function createRuntime(name: string, config: RuntimeConfig, overrides: Overrides = {}): Runtime {
  const logger = createLogger({ service: name, level: config.logLevel });
  return {
    name,
    config,
    overrides,
    telemetry: createTelemetry({ serviceName: name, ...(config.otlpEndpoint && { endpoint: config.otlpEndpoint }) }),
    logger,
    tokens: createTokenSigner(config.internalSigningKey),
    security: openTransportSecurity(config.tls, name, logger),
  };
}

/** What a service serves and reacts to. */
export interface ServiceParts {
  readonly actors: readonly Actor[];
  readonly readers?: readonly Reader<unknown>[];
  readonly reactions?: readonly Reaction[];
  readonly effects?: readonly EffectRunner[];
  /** What is done about personal data outside the tables. */
  readonly personalExtras?: PersonalExtras;
}

/** What parts may be built with, once it is open and migrated. */
export interface PartsContext {
  readonly database: Database;
  readonly nats: Nats;
}

/** What one service is made of; `parts` for those that need the database or the broker to be built. */
export type ServiceDefinition = ServiceSchema & (ServiceParts | { readonly parts: (context: PartsContext) => Promise<ServiceParts> });

/** The tables of a service. */
export interface ServiceSchema {
  /** Folder of the service's migrations. */
  readonly migrations: URL;
  /** Tables without a tenant: global identities and keys. */
  readonly sharedTables?: readonly string[];
  readonly entities: Entities;
  /** What the tables hold about people. */
  readonly personalData?: PersonalData;
}

/** A service that runs. Disposing it drains: stop accepting, finish turns, flush events, close. */
export interface RunningService extends AsyncDisposable {
  readonly grpcPort: number;
  readonly adminPort: number;
  readonly database: Database;
  readonly mailbox: Mailbox;
  /** Events that could not be taken in: to look at and to replay. */
  readonly deadLetters: DeadLetters;
}

/** Starts a service. When a part fails to start, those before it are stopped again and the error passes. */
export async function startService(runtime: Runtime, definition: ServiceDefinition): Promise<RunningService> {
  const stack = new AsyncDisposableStack();
  try {
    const running = await startParts(runtime, definition, stack);
    const owned = stack.move();
    return { ...running, [Symbol.asyncDispose]: () => owned.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

async function startParts(
  runtime: Runtime,
  definition: ServiceDefinition,
  stack: AsyncDisposableStack,
): Promise<Omit<RunningService, typeof Symbol.asyncDispose>> {
  const { name, config, overrides, telemetry, logger, security } = runtime;
  const { tracer } = telemetry;
  const shared = { service: name, tracer, logger, ...(overrides.now && { now: overrides.now }) };
  const figures = createFigures(telemetry.meter);
  stack.defer(() => telemetry.shutdown());
  stack.use(security);

  await migrateWhenAsked(runtime, definition);
  stack.use(await requireProtection({ url: config.databaseUrl, relayUrl: config.databaseRelayUrl, sharedTables: definition.sharedTables }, logger));
  const database = stack.use(await openDatabase({ url: config.databaseUrl, relayUrl: config.databaseRelayUrl, entities: definition.entities, tracer, ...(overrides.limits && { limits: overrides.limits }) }));
  const nats = stack.use(await connectNats({ url: config.natsUrl, name, identity: config.natsIdentity, tls: config.tls, logger }));
  const { actors, readers = [], reactions = [], effects = [], personalExtras = {} } = 'parts' in definition ? await definition.parts({ database, nats }) : definition;
  const changes = stack.use(startChanges({ nats, service: name }));
  const relay = stack.use(startRelay({ ...shared, database, nats, retention: config.retention, figures: figures.outbox }));
  const mailbox: Mailbox = stack.use(createMailbox({ ...shared, ...overrides, actors, database, figures: figures.mailbox, onCommit: (committed) => wake(committed) }));
  const worker = stack.use(startEffectWorker({ ...shared, actors, runners: effects, mailbox, database, count: figures.attempt }));
  const wake: NonNullable<Parameters<typeof createMailbox>[0]['onCommit']> = (committed) => {
    if (committed.events > 0) relay.wake();
    if (committed.dueEffects > 0) worker.wake();
    changes.notify(committed.changed);
  };
  const { deadLetters, sources } = stack.use(startConsumers({ ...shared, reactions, mailbox, database, nats, count: figures.event }));
  figures.ask({ stored: () => storedFigures(database.relay), pending: () => pendingEvents(nats, sources, name), pools: () => database.pools?.() });

  const bodyKey = bodyKeyOf(config.internalSigningKey);
  const schemas = reactions.map(({ event }) => event);
  const operating = operations({ ...shared, database, deadLetters, schemas, bodyKey, onRedriven: () => worker.wake() });
  const { personalData } = definition;
  const personal = personalData ? [personalDataReader({ ...shared, personal: personalData, extras: personalExtras, database })] : [];
  if (personalData) stack.use(startPersonalRetention({ ...shared, relay: database.relay, personal: personalData, extras: personalExtras }));
  const audit = stack.use(startAudit({ ...shared, relay: database.relay, onWritten: () => relay.wake() }));
  const { services, handlers } = createHandlers({ actors, readers: [...readers, operating, ...personal], mailbox, database, changes, bodyKey, audit });
  const ready = (): Promise<boolean> => quietly(() => database.relay.run('select 1')).then(() => !nats.isClosed(), () => false);
  const rpc = stack.use(
    await startRpcServer({
      host: config.host,
      port: config.grpcPort,
      services,
      handle: (call) => {
        const handler = handlers.get(fullName(call.method));
        if (!handler) throw new TypeError(`${fullName(call.method)} has no handler`);
        return handler(call);
      },
      verifier: createTokenVerifier(config.internalJwks, name),
      audit,
      ready,
      telemetry,
      logger,
      security,
      reflection: config.reflection,
    }),
  );
  const admin = stack.use(await startAdminServer({ host: config.host, port: config.adminPort, ready, telemetry }));
  return { grpcPort: rpc.port, adminPort: admin.port, database, mailbox, deadLetters };
}

async function migrateWhenAsked({ config, logger }: Runtime, { migrations, sharedTables, personalData }: ServiceSchema): Promise<void> {
  if (!config.migrate || !config.databaseOwnerUrl) return;
  const applied = await migrate({
    ownerUrl: config.databaseOwnerUrl,
    appUrl: config.databaseUrl,
    relayUrl: config.databaseRelayUrl,
    folder: migrations,
    ...(sharedTables && { sharedTables }),
    ...(personalData && { personalData }),
  });
  if (applied.length > 0) logger.info({ applied }, 'migrated');
}
