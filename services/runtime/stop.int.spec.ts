import { expect } from 'chai';
import pg from 'pg';
import { Failure } from './errors.ts';
import { newId } from './ids.ts';
import { startTallyService, type TallyService } from './testing/tally-service.ts';

const COUNTS = 300;

describe('a service that stops', function () {
  this.timeout(40_000);
  let harness: TallyService;

  before(async () => {
    harness = await startTallyService();
  });
  after(() => harness[Symbol.asyncDispose]());

  it('finishes the turns that it took, refuses others so that they go elsewhere, and publishes what was committed', async () => {
    const early = Array.from({ length: COUNTS }, () => harness.count(newId()));
    const stopping = harness.service[Symbol.asyncDispose]();
    const results = await Promise.allSettled(early);
    await stopping;
    const late = await Promise.allSettled([harness.count(newId())]);
    const refused = [...results, ...late].flatMap((result): unknown[] => (result.status === 'rejected' ? [result.reason] : []));
    for (const reason of refused) expect(reason).to.be.instanceOf(Failure).with.property('code', 'UNAVAILABLE');
    expect(refused).to.have.length(1);

    const owner = new pg.Client({ connectionString: harness.files.ownerUrl });
    await owner.connect();
    const { rows } = await owner.query(`select (select count(*)::int from tally) as counted, count(*)::int as events, count(published_time)::int as published from outbox`);
    await owner.end();
    expect(rows[0]).to.deep.equal({ counted: COUNTS, events: COUNTS, published: COUNTS });
  });
});
