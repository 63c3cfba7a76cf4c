import { defineEntity, p } from '@mikro-orm/core';
import { expect } from 'chai';
import pg from 'pg';
import { trace } from '@opentelemetry/api';
import { Failure } from '../errors.ts';
import { newId } from '../ids.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { openDatabase, showTenants, type Database } from './database.ts';
import { asFailure } from './faults.ts';
import { migrate } from './migrate.ts';

const tracer = trace.getTracer('test');
const OutboxEntity = defineEntity({ name: 'Outbox', tableName: 'outbox', properties: { id: p.uuid().primary(), tenantId: p.uuid() } });

/** An administrator who keeps a table to themselves and closes the connection of whoever reads it. */
async function adminOf(url: string): Promise<AsyncDisposable & { closed<T>(table: string, read: () => Promise<T>): Promise<T> }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const waiting = `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and position($1 in query) > 0`;
  return {
    async closed(table, read) {
      await client.query(`begin; lock table ${pg.escapeIdentifier(table)} in access exclusive mode`);
      const reading = read();
      // Within a transaction, activity is looked at once unless the look is forgotten.
      while ((await client.query(waiting, [table])).rows.length === 0) await client.query('select pg_stat_clear_snapshot()');
      await client.query('rollback');
      return reading;
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}

describe('the database of a service', function () {
  this.timeout(20_000);
  let files: TestDatabase;
  let database: Database;

  before(async () => {
    files = await createTestDatabase('database');
    await migrate(files);
    const { appUrl: url, relayUrl } = files;
    database = await openDatabase({ url, relayUrl, entities: [], tracer });
  });

  after(async () => {
    await database[Symbol.asyncDispose]();
    await files[Symbol.asyncDispose]();
  });

  it('keeps no statement of its own for each tenant', async () => {
    const kept = await database.write([newId()], async (query) => {
      for (let n = 0; n < 10; n += 1) await showTenants(query, [newId(), newId()]);
      return query.run('select statement from pg_prepared_statements where position($1 in statement) > 0', ['app.tenants']);
    });
    expect(kept.length).to.be.at.most(1);
  });

  it('has all its connections again after the server closed them in the middle of plain reads, and says that they may succeed later', async () => {
    const { appUrl, relayUrl, adminUrl } = files;
    await using small = await openDatabase({ url: appUrl, relayUrl, entities: [OutboxEntity], tracer, poolSize: 1 });
    await using admin = await adminOf(Object.assign(new URL(adminUrl), { pathname: new URL(appUrl).pathname }).href);
    for (let n = 0; n < 2; n += 1) {
      const reading = admin.closed('outbox', () => small.entityManager(newId()).find(OutboxEntity, {}));
      expect(await reading.then(() => undefined, asFailure)).to.be.instanceOf(Failure).with.property('code', 'UNAVAILABLE');
    }
    expect(await small.read([newId()], (query) => query.run('select 1 as one'))).to.deep.equal([{ one: 1 }]);
  });

  it('reads one statement in a transaction of its tenant, ends it when the statement fails, and sends all of it at once', async () => {
    const { appUrl, relayUrl } = files;
    await using small = await openDatabase({ url: appUrl, relayUrl, entities: [OutboxEntity], tracer, poolSize: 1 });
    const seen = `select current_setting('app.tenants', true) as tenants, current_setting('transaction_read_only') as readonly, $1::int as n`;
    const tenants = Array.from({ length: 20 }, () => newId());
    const rows = await Promise.all(tenants.map((tenant, n) => small.readOne<{ tenants: string; readonly: string; n: number }>([tenant], seen, [n])));
    expect(rows).to.deep.equal(tenants.map((tenant, n) => [{ tenants: `{${tenant}}`, readonly: 'on', n }]));
    const failed = await small.readOne([newId()], 'select 1 / $1::int as n', [0]).catch((thrown: unknown) => thrown);
    expect(failed).to.have.property('code', '22012');
    expect(await small.readOne([newId()], `select now() = statement_timestamp() as first, current_setting('app.tenants', true) as t`)).to.have.length(1);
    const [left] = await small.relay.run<{ n: number }>(`select count(*)::int as n from pg_stat_activity where state like 'idle in transaction%' and datname = current_database()`);
    expect(left?.n).to.equal(0);
  });

  it('says of a statement that took too long that it may succeed later', async () => {
    const slow = database.read([newId()], async (query) => {
      await query.run(`set local statement_timeout = 20`);
      await query.run('select pg_sleep(5)');
    });
    const error = await slow.then(() => undefined, (thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Failure).with.property('code', 'UNAVAILABLE');
  });
});
