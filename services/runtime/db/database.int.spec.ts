import { expect } from 'chai';
import { trace } from '@opentelemetry/api';
import { Failure } from '../errors.ts';
import { newId } from '../ids.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { openDatabase, showTenants, type Database } from './database.ts';
import { migrate } from './migrate.ts';

const tracer = trace.getTracer('test');

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

  it('says of a statement that took too long that it may succeed later', async () => {
    const slow = database.read([newId()], async (query) => {
      await query.run(`set local statement_timeout = 20`);
      await query.run('select pg_sleep(5)');
    });
    const error = await slow.then(() => undefined, (thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Failure).with.property('code', 'UNAVAILABLE');
  });
});
