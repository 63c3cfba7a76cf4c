/** For tests: a service's database in a real Postgres, and a NATS server to break. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { pino } from 'pino';
import pg from 'pg';
import { startNats, type Nats as NatsServer } from '../../../deploy/dev/nats.ts';
import { startPostgres, type Postgres } from '../../../deploy/dev/postgres.ts';
import { openDatabase, type Database } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import { createTestDatabase } from '../testing/database.ts';
import { connectNats, type Nats } from './connection.ts';
import { managerOf } from './streams.ts';
import { outgoing, type TestEvent } from './test-events.ts';

export const silent = pino({ level: process.env['TEST_LOG_LEVEL'] ?? 'silent' });
export const noTracer = trace.getTracer('test');

const scratch = (): Promise<string> => mkdtemp(join(tmpdir(), 'berth-events-'));

/** A Postgres to stop and start, apart from the one that all tests share. */
export async function freshPostgres(): Promise<Postgres> {
  const dir = await scratch();
  const server = await startPostgres({ dir, port: 0, durable: false });
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A fresh database with the runtime's tables and those of `tables`, on the run's server or another one. */
export async function freshDatabase(tables: readonly string[] = [], server?: Postgres): Promise<Database> {
  const urls = await createTestDatabase('events', server?.adminUrl);
  const owner = new pg.Client({ connectionString: urls.ownerUrl });
  await owner.connect();
  for (const table of tables) await owner.query(table);
  await owner.end();
  await migrate(urls);
  const database = await openDatabase({ url: urls.appUrl, relayUrl: urls.relayUrl, entities: [], tracer: noTracer });
  return {
    ...database,
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      await urls[Symbol.asyncDispose]();
    },
  };
}

/** A NATS server of its own, with its store's directory. */
export async function freshNatsServer(): Promise<NatsServer & { readonly dir: string }> {
  const dir = await scratch();
  const server = await startNats({ dir, port: 0 });
  return {
    ...server,
    dir,
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export const connectTo = (server: { readonly url: string }): Promise<Nats> => connectNats({ url: server.url, name: 'test', logger: silent });

/** Commits events as a turn would. Gives their ids. */
export async function commitEvents(database: Database, service: string, events: readonly TestEvent[]): Promise<string[]> {
  const rows = events.map((event) => outgoing(service, event));
  await database.relay.run(
    `insert into outbox (id, tenant_id, type, key, key_version, subject, headers, payload, created_time)
     select *, now() from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::bigint[], $6::text[], $7::jsonb[], $8::bytea[])`,
    [
      rows.map(({ id }) => id),
      rows.map(({ tenantId }) => tenantId),
      rows.map(({ type }) => type),
      rows.map(({ key }) => key),
      rows.map(({ version }) => BigInt(version)),
      rows.map(({ subject }) => subject),
      rows.map(({ headers }) => JSON.stringify(headers)),
      rows.map(({ payload }) => Buffer.from(payload)),
    ],
  );
  return rows.map(({ id }) => id);
}

/** Message ids of a stream, in stream order. */
export async function messageIds(nats: Nats, stream: string): Promise<string[]> {
  const manager = await managerOf(await nats.connection());
  const { state } = await manager.streams.info(stream);
  const numbers = Array.from({ length: state.messages }, (_, index) => state.first_seq + index);
  const messages = await Promise.all(numbers.map((seq) => manager.streams.getMessage(stream, { seq })));
  return messages.map(({ header }) => header.get('Nats-Msg-Id'));
}

/** Waits until `condition` holds; fails with `what` after `timeoutMs`. */
export async function eventually(what: string, condition: () => Promise<boolean> | boolean, timeoutMs = 20_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await delay(20);
  }
}
