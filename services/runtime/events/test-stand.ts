/** For tests: a real Postgres shared by all files of a run, a service's database in it, and a NATS server to break. */
import { randomUUID } from 'node:crypto';
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
import { connectNats, type Nats } from './connection.ts';
import { managerOf } from './streams.ts';
import { outgoing, type TestEvent } from './test-events.ts';

export const silent = pino({ level: process.env['TEST_LOG_LEVEL'] ?? 'silent' });
export const noTracer = trace.getTracer('test');

let shared: Promise<Postgres> | undefined;

async function scratch(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'berth-events-'));
}

/** The Postgres of this run; it stops when the run ends. */
export function sharedPostgres(): Promise<Postgres> {
  shared ??= scratch().then((dir) => startPostgres({ dir, port: 0, durable: false }));
  return shared;
}

after(async () => {
  await (await shared)?.stop();
});

/** A fresh database with the runtime's tables, those of `tables` and the roles of a service. */
export async function freshDatabase(tables: readonly string[] = []): Promise<Database & { readonly appUrl: string; readonly relayUrl: string }> {
  const { adminUrl, port } = await sharedPostgres();
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  for (const role of ['owner', 'app', 'relay']) await admin.query(`create role ${name}_${role} login password 'test'`);
  await admin.query(`create database ${name} owner ${name}_owner`);
  await admin.end();
  const url = (role: string): string => `postgres://${name}_${role}:test@127.0.0.1:${port}/${name}`;
  const [ownerUrl, appUrl, relayUrl] = [url('owner'), url('app'), url('relay')];
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  for (const table of tables) await owner.query(table);
  await owner.end();
  await migrate({ ownerUrl, appUrl, relayUrl });
  return { ...(await openDatabase({ url: appUrl, relayUrl, entities: [], tracer: noTracer })), appUrl, relayUrl };
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
