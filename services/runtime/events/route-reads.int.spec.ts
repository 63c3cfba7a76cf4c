/** Reads of reactions against a real Postgres: a burst takes one connection, and nobody sees or fails for another tenant. */
import { expect } from 'chai';
import type { Database } from '../db/database.ts';
import { unavailable } from '../errors.ts';
import { newId } from '../ids.ts';
import { createRouteReads } from './route-reads.ts';
import { freshDatabase } from './test-stand.ts';

const SEEN = `select current_setting('app.tenants') as tenants, pg_sleep(0.005), $1::int as asked`;

describe('reads of reactions', function () {
  this.timeout(30_000);
  let database: Database;

  before(async () => {
    database = await freshDatabase();
  });
  after(() => database[Symbol.asyncDispose]());

  it('share one connection in a burst, each tenant in transactions of its own', async () => {
    let open = 0;
    let most = 0;
    let transactions = 0;
    const read: Database['read'] = (tenants, work) => {
      transactions += 1;
      most = Math.max(most, (open += 1));
      return database.read(tenants, work).finally(() => (open -= 1));
    };
    const reads = createRouteReads({ read });
    const tenants = [newId(), newId()];
    const asked = Array.from({ length: 200 }, (_, index) => ({ index, tenant: tenants[index % 2] ?? '' }));
    const rows = await Promise.all(asked.map(({ index, tenant }) => reads(tenant).run<{ tenants: string; asked: number }>(SEEN, [index])));
    expect(rows.map(([row]) => [row?.tenants, row?.asked])).to.deep.equal(asked.map(({ index, tenant }) => [`{${tenant}}`, index]));
    expect(most, 'connections at a time').to.equal(1);
    // The first asks alone; all others have come when it is answered.
    expect(transactions).to.equal(3);
  });

  it('fail for their tenant alone', async () => {
    const [ill, well] = [newId(), newId()];
    const read: Database['read'] = (tenants, work) => (tenants.includes(ill) ? Promise.reject(unavailable('POSTGRES', 'The database is away.')) : database.read(tenants, work));
    const reads = createRouteReads({ read });
    const [first, second, third] = await Promise.allSettled([ill, well, ill].map((tenant) => reads(tenant).run(SEEN, [0])));
    expect([first?.status, second?.status, third?.status]).to.deep.equal(['rejected', 'fulfilled', 'rejected']);
    expect(await reads(well).run(SEEN, [1])).to.have.length(1);
  });

  it('fail alone when it is the statement that is wrong', async () => {
    const reads = createRouteReads(database);
    const tenant = newId();
    const asked = ['1', '2', 'poison', '3'].map((text) => reads(tenant).run<{ n: number }>('select $1::text::int as n', [text]));
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value[0]?.n : 'failed'))).to.deep.equal([1, 2, 'failed', 3]);
  });
});
