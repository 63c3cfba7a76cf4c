import { expect } from 'chai';
import pg from 'pg';
import { Failure } from '../errors.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { migrate } from './migrate.ts';

describe('migrating', function () {
  this.timeout(20_000);
  let files: TestDatabase;
  let owner: pg.Client;

  before(async () => {
    files = await createTestDatabase('migrate');
    owner = new pg.Client({ connectionString: files.ownerUrl });
    await owner.connect();
  });
  after(async () => {
    await owner.end();
    await files[Symbol.asyncDispose]();
  });

  it('puts row-level security on every table with a tenant, those of others too', async () => {
    await owner.query('create table forgotten (tenant_id uuid not null, id uuid not null)');
    await migrate(files);
    const { rows } = await owner.query<{ name: string; forced: boolean; policies: bigint }>(
      `select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced,
         (select count(*) from pg_policy p where p.polrelid = c.oid) as policies
       from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'schema_migration'`,
    );
    expect(rows.map(({ name }) => name)).to.include.members(['forgotten', 'outbox', 'request_log', 'effect']);
    for (const { name, forced, policies } of rows) expect({ forced, policies: Number(policies) }, name).to.deep.equal({ forced: true, policies: 3 });
  });

  it('stops at a table without a tenant, unless it is listed as shared', async () => {
    await owner.query('create table everybody (id uuid primary key)');
    const refused = await migrate(files).then(() => undefined, (error: unknown) => error);
    expect(refused).to.be.instanceOf(Failure).with.property('reason', 'TABLE_WITHOUT_TENANT');
    expect(refused).to.have.property('message').that.includes('everybody');
    await migrate({ ...files, sharedTables: ['everybody'] });
  });
});
