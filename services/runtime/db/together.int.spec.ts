/** Statements sent together, on a real Postgres. */
import { expect } from 'chai';
import type { Database } from './database.ts';
import { sqlState } from './connection.ts';
import { together } from './together.ts';
import { freshDatabase } from '../events/test-stand.ts';
import { newId } from '../ids.ts';

describe('work done together on one connection', function () {
  this.timeout(30_000);
  let database: Database;

  before(async () => {
    database = await freshDatabase(['create table note (tenant_id uuid not null, id int not null, text text not null, primary key (tenant_id, id))']);
  });
  after(() => database[Symbol.asyncDispose]());

  const TENANT = newId();
  const write = 'insert into note (tenant_id, id, text) values ($1, $2, $3) returning id';
  const count = async (): Promise<number | undefined> =>
    (await database.readOne<{ n: number }>([TENANT], 'select count(*)::int as n from note'))[0]?.n;

  it('gives each result in its place, and each sees what those before it wrote', async () => {
    const [first, seen] = await database.write([TENANT], async (query) => {
      expect(query.pipelined).to.equal(true);
      return together(query, () => query.run<{ id: number }>(write, [TENANT, 1, 'one']), () => query.run<{ text: string }>('select text from note'));
    });
    expect([first, seen]).to.deep.equal([[{ id: 1 }], [{ text: 'one' }]]);
  });

  it('throws the error of the first that failed, when all have ended, and leaves nothing behind', async () => {
    let ended = 0;
    const late = async (query: { run: (sql: string, params: readonly unknown[]) => Promise<unknown> }) => {
      await query.run(write, [TENANT, 7, 'seven']);
      await query.run(write, [TENANT, 8, 'eight']);
    };
    const failing = database.write([TENANT], (query) =>
      together(
        query,
        () => late(query).finally(() => (ended += 1)),
        async () => void (await query.run(write, [TENANT, 1, 'again'])),
        () => query.run(write, [TENANT, 9, 'nine']).finally(() => (ended += 1)),
      ),
    );
    const error = await failing.then(() => undefined, (reason: unknown) => reason);
    expect(sqlState(error)).to.equal('23505');
    expect(ended).to.equal(2);
    expect(await count()).to.equal(1);
  });

  it('runs one after the other where nothing is pipelined', async () => {
    const order: string[] = [];
    const slow = { run: async () => [] };
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await slow.run();
      order.push(`${name} ends`);
      return name;
    };
    expect(await together(slow, work('a'), work('b'))).to.deep.equal(['a', 'b']);
    expect(order).to.deep.equal(['a begins', 'a ends', 'b begins', 'b ends']);
  });
});
