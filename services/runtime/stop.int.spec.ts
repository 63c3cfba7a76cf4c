import { expect } from 'chai';
import pg from 'pg';
import { Failure } from './errors.ts';
import { commitEvents, eventually } from './events/test-stand.ts';
import { newId } from './ids.ts';
import { startTallyService, type TallyService } from './testing/tally-service.ts';

const COUNTS = 300;

describe('a service that stops', function () {
  this.timeout(40_000);
  let harness: TallyService;

  beforeEach(async () => {
    harness = await startTallyService();
  });
  afterEach(() => harness[Symbol.asyncDispose]());

  /** Looks after the service has closed its own connections. */
  async function left(sql: string): Promise<unknown> {
    const owner = new pg.Client({ connectionString: harness.files.ownerUrl });
    await owner.connect();
    const { rows } = await owner.query<object>(sql);
    await owner.end();
    return rows[0];
  }

  it('finishes the turns that it took, refuses others so that they go elsewhere, and publishes what was committed', async () => {
    const early = Array.from({ length: COUNTS }, () => harness.count(newId()));
    const stopping = harness.service[Symbol.asyncDispose]();
    const results = await Promise.allSettled(early);
    await stopping;
    const late = await Promise.allSettled([harness.count(newId())]);
    const refused = [...results, ...late].flatMap((result): unknown[] => (result.status === 'rejected' ? [result.reason] : []));
    for (const reason of refused) expect(reason).to.be.instanceOf(Failure).with.property('code', 'UNAVAILABLE');
    expect(refused).to.have.length(1);

    const counts = await left(`select (select count(*)::int from tally) as counted, count(*)::int as events, count(published_time)::int as published from outbox`);
    expect(counts).to.deep.equal({ counted: COUNTS, events: COUNTS, published: COUNTS });
  });

  it('publishes what nobody has told the relay of yet', async () => {
    await harness.count(newId());
    const { database } = harness.service;
    await eventually('the relay rests', async () => (await database.relay.run('select 1 from outbox where published_time is null')).length === 0);
    await commitEvents(database, 'receipt', [{ key: newId(), version: 1 }]);
    await harness.service[Symbol.asyncDispose]();
    expect(await left('select count(*)::int as events, count(published_time)::int as published from outbox')).to.deep.equal({ events: 2, published: 2 });
  });
});
