/** The search index on a real database: it uses its indexes, and the function that passes row-level security lets nobody else through. */
import { trace } from '@opentelemetry/api';
import { expect } from 'chai';
import pg from 'pg';
import { openDatabase, type Database } from '#runtime/db/database.ts';
import { migrate, migrateDown } from '#runtime/db/migrate.ts';
import { newId } from '#runtime/ids.ts';
import { createTestDatabase, type TestDatabase } from '#runtime/testing/database.ts';

const MIGRATIONS = new URL('../db/migrations/', import.meta.url);
const SEARCH = `
  select total, hits from search_offerings(
    $1::text[], '', row(null, null, null, null, null)::search_filter, '', row(null, null, null)::search_hit, 50)`;

describe('search index', function () {
  this.timeout(60_000);
  let files: TestDatabase;
  let database: Database;
  const [mine, theirs] = [newId(), newId()];

  before(async () => {
    files = await createTestDatabase('catalog');
    await migrate({ ...files, folder: MIGRATIONS });
    database = await openDatabase({ url: files.appUrl, relayUrl: files.relayUrl, entities: [], tracer: trace.getTracer('test') });
    for (const tenant of [mine, theirs]) await write(tenant);
  });
  after(async () => {
    await database?.[Symbol.asyncDispose]();
    await files?.[Symbol.asyncDispose]();
  });

  async function write(tenant: string): Promise<void> {
    const [category, ids] = [newId(), Array.from({ length: 300 }, newId)];
    await database.write([tenant], async (tx) => {
      await tx.run(`insert into category values ($1, $2, 'Dives', 'dives', now(), now())`, [tenant, category]);
      await tx.run(
        `insert into offering select $1, id, 'EVENT', 'PUBLISHED', 'Wreck dive ' || n, 'wreck-' || n, '', 'Bring a towel.', $2, null, 100, 'EUR', 60,
          'Europe/Lisbon', 8, 'ONLINE', 15, 0, '[]', '[]', '{}', '', 'test', id::text, now(), now(), 1
         from unnest($3::uuid[]) with ordinality as t(id, n)`,
        [tenant, category, ids],
      );
      await tx.run('call index_offerings($1::uuid[])', [ids]);
    });
  }

  const found = (tenants: string[], words: string[]) => database.read(tenants, (query) => query.run<{ total: number }>(SEARCH, [words]));

  it('finds the tenant its own offerings and no others', async () => {
    expect((await found([mine], ['wreck']))[0]?.total).to.equal(300);
    expect((await found([mine], ['wrck']))[0]?.total).to.equal(300);
    expect((await found([newId()], ['wreck']))[0]?.total).to.equal(0);
  });

  it('refuses to search without exactly one tenant', async () => {
    for (const tenants of [[], [mine, theirs]]) {
      const error: unknown = await found(tenants, ['wreck']).catch((thrown: unknown) => thrown);
      expect(error).to.have.property('code', '42501');
    }
  });

  it('keeps the tables themselves behind row-level security', async () => {
    for (const table of ['search_document', 'search_description', 'search_group', 'search_word']) {
      const counts = await database.read([newId()], (query) => query.run<{ n: bigint }>(`select count(*) as n from ${table}`));
      expect(counts[0]?.n, table).to.equal(0n);
    }
  });

  it('looks the words up in the index; row-level security alone would read every row', async () => {
    const match = `explain select id from search_document where heading @@ 'wreck'::tsquery`;
    const plan = async (url: string): Promise<string> => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      try {
        await client.query(`set app.tenants = '{${mine}}'; set enable_seqscan = off`);
        return (await client.query<{ 'QUERY PLAN': string }>(match)).rows.map((row) => row['QUERY PLAN']).join('\n');
      } finally {
        await client.end();
      }
    };
    expect(await plan(files.ownerUrl)).to.match(/Index Cond: .*heading @@/);
    expect(await plan(files.appUrl)).not.to.match(/Index Cond: .*heading @@/);
  });

  it('leaves nothing behind when its migrations are taken back, and comes again', async () => {
    await using other = await createTestDatabase('catalog');
    const migrations = { ...other, folder: MIGRATIONS };
    await migrate(migrations);
    expect(await migrateDown(migrations)).to.deep.equal(['0002-search']);
    expect(await migrateDown(migrations)).to.deep.equal(['0001-catalog']);
    expect(await migrate(migrations)).to.deep.equal(['0001-catalog', '0002-search']);
  });
});
