import { expect } from 'chai';
import pg from 'pg';
import { OfferingKind } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { assertLinearizable } from '../../runtime/testing/linearizability/check.ts';
import { capacity } from '../../runtime/testing/linearizability/models/capacity.ts';
import { countersAt, rush, type Rush } from './claims.ts';
import { startStand, type Stand, type StandOptions } from './stand.ts';

const PLACES = 100;
// How slow the machine is with all its other tests is no part of this.
const limits = { connectionTimeoutMillis: 60_000 };

const CASES: readonly { readonly name: string; readonly options: StandOptions }[] = [
  { name: 'in batches', options: { overrides: { limits } } },
  { name: 'at batch size 1', options: { overrides: { maxBatch: 1, limits } } },
  { name: 'with two services on one database', options: { replicas: 2, overrides: { limits } } },
];

describe('claims', function () {
  this.timeout(180_000);

  for (const { name, options } of CASES) {
    it(`of 500 callers at once, 10,000 on 100 places, sell exactly 100, ${name}`, async () => {
      await using stand = await startStand(options);
      const rushed = await prepared(stand, PLACES);
      const { reasons, booked, history } = await rush({ ...rushed, callers: 500, claims: 10_000 });
      expect(reasons).to.deep.equal({ none: PLACES, SLOT_TAKEN: 10_000 - PLACES });
      expect(new Set(booked).size).to.equal(PLACES);
      const { lanes, bookings, deadlocks } = await stored(stand);
      expect(lanes).to.deep.equal(Array.from({ length: PLACES }, (_, lane) => lane));
      expect({ bookings, deadlocks }).to.deep.equal({ bookings: PLACES, deadlocks: 0 });
      assertLinearizable(capacity(PLACES), history);
    });
  }

  it('and cancellations of 24 callers at once are linearizable, at two services on one database', async () => {
    await using stand = await startStand({ replicas: 2, overrides: { limits } });
    const { reasons, history } = await rush({ ...(await prepared(stand, 8)), callers: 24, claims: 600, returning: true });
    expect(Object.keys(reasons).sort()).to.deep.equal(['SLOT_TAKEN', 'none']);
    assertLinearizable(capacity(8), history);
    expect((await stored(stand)).lanes).to.deep.equal([]);
  });
});

async function prepared(stand: Stand, places: number): Promise<Pick<Rush, 'counters' | 'offeringId' | 'sessionId' | 'customer'>> {
  const offeringId = stand.offer(OfferingKind.EVENT);
  await stand.tell(offeringId);
  return { counters: countersAt(stand.harness), offeringId, sessionId: await stand.session(offeringId, places), customer: stand.customer };
}

/** What the database has, after its services have ended: only then has it counted all deadlocks. */
async function stored({ harness: { replicas, files } }: Stand): Promise<{ lanes: number[]; bookings: number; deadlocks: number }> {
  for (const replica of replicas) await replica[Symbol.asyncDispose]();
  const admin = new pg.Client({ connectionString: Object.assign(new URL(files.adminUrl), { pathname: `/${files.name}` }).href });
  await admin.connect();
  try {
    const others = `select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
    while ((await admin.query(others)).rowCount !== 0);
    const { rows: seats } = await admin.query<{ lane: number }>('select lane from seat order by lane');
    const { rows } = await admin.query<{ bookings: number; deadlocks: number }>(
      `select (select count(*)::int from booking) as bookings, deadlocks::int from pg_stat_database where datname = current_database()`,
    );
    return { lanes: seats.map(({ lane }) => lane), bookings: rows[0]?.bookings ?? -1, deadlocks: rows[0]?.deadlocks ?? -1 };
  } finally {
    await admin.end();
  }
}
