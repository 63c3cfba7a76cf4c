import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { defineEntity, p } from '@mikro-orm/core';
import { trace } from '@opentelemetry/api';
import { expect } from 'chai';
import pg from 'pg';
import { Failure } from '../errors.ts';
import { newId } from '../ids.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { openDatabase, type Database, type DatabaseOptions } from './database.ts';
import { asFailure, isTransient } from './faults.ts';
import { migrate } from './migrate.ts';

const tracer = trace.getTracer('test');
const OutboxEntity = defineEntity({ name: 'Outbox', tableName: 'outbox', properties: { id: p.uuid().primary(), tenantId: p.uuid() } });
const TENANT = newId();

const errorOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined, (error: unknown) => error);
const expectUnavailable = (error: unknown): unknown => expect(asFailure(error)).to.be.instanceOf(Failure).with.property('code', 'UNAVAILABLE');

/** Between a service and its Postgres; `mute` keeps what the server says to itself. */
async function proxyTo(url: string): Promise<AsyncDisposable & { readonly port: number; mute: boolean }> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const proxy = { port: 0, mute: false, async [Symbol.asyncDispose]() {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  } };
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => undefined).on('close', () => sockets.delete(socket)));
    client.on('data', (bytes) => void upstream.write(bytes)).on('close', () => upstream.destroy());
    upstream.on('data', (bytes) => void (proxy.mute || client.write(bytes))).on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  proxy.port = address !== null && typeof address === 'object' ? address.port : 0;
  return proxy;
}

describe('the limits of a service’s database', function () {
  this.timeout(20_000);
  let files: TestDatabase;

  before(async () => {
    files = await createTestDatabase('limits');
    await migrate(files);
  });
  after(() => files[Symbol.asyncDispose]());

  const open = (more: Partial<DatabaseOptions> = {}): Promise<Database> =>
    openDatabase({ url: files.appUrl, relayUrl: files.relayUrl, entities: [OutboxEntity], tracer, ...more });

  const administrator = async (): Promise<pg.Client & AsyncDisposable> => {
    const client = new pg.Client({ connectionString: Object.assign(new URL(files.adminUrl), { pathname: new URL(files.appUrl).pathname }).href });
    await client.connect();
    return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
  };

  /** Each of the ways to the database. */
  const ways = (database: Database): Readonly<Record<string, (sql: string) => Promise<unknown>>> => ({
    'a read': (sql) => database.read([TENANT], (query) => query.run(sql)),
    'a read of one statement': (sql) => database.readOne([TENANT], sql),
    'a turn': (sql) => database.write([TENANT], (query) => query.run(sql)),
    'the relay': (sql) => database.relay.run(sql),
    'a transaction of the relay': (sql) => database.relay.transaction((query) => query.run(sql)),
    'a query through MikroORM': (sql) => database.entityManager(TENANT).execute(sql),
  });

  it('hold on every way to it', async () => {
    await using database = await open();
    const sql = `select name, setting::int as ms from pg_settings where name = any('{statement_timeout,lock_timeout,idle_in_transaction_session_timeout}') order by name`;
    for (const [name, run] of Object.entries(ways(database))) {
      // In transactions of turns only what waits on purpose waits longer for a lock.
      const lock = name.startsWith('a read') || name === 'a turn' ? 250 : 2_000;
      expect(await run(sql), name).to.deep.equal([
        { name: 'idle_in_transaction_session_timeout', ms: 10_000 },
        { name: 'lock_timeout', ms: lock },
        { name: 'statement_timeout', ms: 5_000 },
      ]);
    }
  });

  it('end the wait for a lock that somebody keeps: it may succeed later, and does', async () => {
    await using database = await open();
    await using admin = await administrator();
    await admin.query('begin; lock table outbox in access exclusive mode');
    const count = 'select count(*)::int as n from outbox';
    const errors = await Promise.all([
      ...Object.values(ways(database)).map((run) => errorOf(run(count))),
      errorOf(database.entityManager(TENANT).find(OutboxEntity, {})),
    ]);
    errors.forEach(expectUnavailable);
    await admin.query('rollback');
    for (const run of Object.values(ways(database))) expect(await run(count)).to.deep.equal([{ n: 0 }]);
  });

  it('end the wait for a connection that nobody gives back: it may succeed later, and does', async () => {
    await using database = await open({ poolSize: 1, relayPoolSize: 1 });
    const gate = Promise.withResolvers<void>();
    const taken = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
    const holding = [
      database.write([TENANT], () => (taken[0].resolve(), gate.promise)),
      database.relay.transaction(() => (taken[1].resolve(), gate.promise)),
    ];
    await Promise.all(taken.map(({ promise }) => promise));
    const errors = await Promise.all(Object.values(ways(database)).map((run) => errorOf(run('select 1 as one'))));
    errors.forEach(expectUnavailable);
    gate.resolve();
    await Promise.all(holding);
    for (const run of Object.values(ways(database))) expect(await run('select 1 as one')).to.deep.equal([{ one: 1 }]);
  });

  it('end the wait for a server that says nothing, and such a connection is not used again', async () => {
    await using proxy = await proxyTo(files.appUrl);
    const throughProxy = (url: string): string => Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(proxy.port) }).href;
    const limits = { query_timeout: 300 };
    await using database = await open({ url: throughProxy(files.appUrl), relayUrl: throughProxy(files.relayUrl), poolSize: 1, relayPoolSize: 1, limits });
    for (const [name, run] of Object.entries(ways(database))) {
      expect(await run('select 1 as one'), name).to.deep.equal([{ one: 1 }]);
      proxy.mute = true;
      expectUnavailable(await errorOf(run('select 1 as one')));
      proxy.mute = false;
    }
    for (const [name, run] of Object.entries(ways(database))) expect(await run('select 1 as one'), name).to.deep.equal([{ one: 1 }]);
  });

  it('a server that takes no writes just now says that they may succeed later, and serves reads', async () => {
    await using admin = await administrator();
    await admin.query(`alter database ${files.name} set default_transaction_read_only = on`);
    const forget = 'delete from outbox';
    {
      await using database = await open();
      const { 'a turn': turn, 'the relay': relay } = ways(database);
      expectUnavailable(await errorOf(turn?.(forget) ?? Promise.resolve()));
      expectUnavailable(await errorOf(relay?.(forget) ?? Promise.resolve()));
      expect(await database.read([TENANT], (query) => query.run('select 1 as one'))).to.deep.equal([{ one: 1 }]);
    }
    await admin.query(`alter database ${files.name} reset default_transaction_read_only`);
    await using database = await open();
    expect(await ways(database)['a turn']?.(forget)).to.deep.equal([]);
  });

  it('a full disk says that it may succeed later', async () => {
    await using database = await open();
    for (const run of Object.values(ways(database))) {
      const error = await errorOf(run(`do $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$`));
      expect(isTransient(error) || (error instanceof Failure && error.code === 'UNAVAILABLE')).to.equal(true);
    }
  });

  it('a write in a read is a defect, not a server that takes no writes', async () => {
    await using database = await open();
    const error = await errorOf(database.read([TENANT], (query) => query.run('delete from outbox')));
    expect(error).to.be.instanceOf(pg.DatabaseError).with.property('code', '25006');
  });
});
