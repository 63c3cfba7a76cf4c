import { expect } from 'chai';
import pg from 'pg';
import { WaitlistService } from '#proto/berth/booking/v1/waitlist_service_pb.ts';
import { OfferingKind, PaymentMode } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { fromTypeId, newId, toTypeId } from '../../runtime/ids.ts';
import { MADE_UP_FOR } from '../db/migrations/0015-made-up-for.ts';
import { startStand, untilRow, type Stand } from './stand.ts';

describe('what came to be before it could be done right', function () {
  this.timeout(30_000);
  let stand: Stand;

  before(async () => {
    stand = await startStand();
  });
  after(() => stand[Symbol.asyncDispose]());

  /** As whoever migrates. */
  async function run(...statements: readonly string[]): Promise<void> {
    const { adminUrl, name } = stand.harness.files;
    const client = new pg.Client({ connectionString: Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href });
    await client.connect();
    try {
      for (const sql of statements) await client.query(sql);
    } finally {
      await client.end();
    }
  }

  it('is a copy of an offering without its add-ons: it is read anew once, and a copy that was told since stays', async () => {
    const addOns = [{ id: toTypeId('add', newId()), name: 'Lunch', price: { amountMinor: 1_000n, currencyCode: 'EUR' } }];
    const [old, told] = [stand.offer(OfferingKind.EVENT, { addOns }), stand.offer(OfferingKind.EVENT, { addOns })];
    await stand.tell(old);
    await stand.tell(told);
    const ids = { old: fromTypeId('off', old, 'id'), told: fromTypeId('off', told, 'id') };
    await run(`update offering set variants = null, add_ons = null`, ...MADE_UP_FOR.map((sql) => sql.replace('o.version::text', `case when o.id = '${ids.told}' then '0' else o.version::text end`)));
    await untilRow(stand.harness.files, `select from offering where id = $1 and add_ons -> 0 ->> 'name' = 'Lunch'`, [ids.old]);
    await untilRow(stand.harness.files, `select from offering o where id = $1 and add_ons is null and not exists (select from effect where key = o.id)`, [ids.told]);
  });

  it('is a wait that nothing ends: it ends when the session begins', async () => {
    const offeringId = stand.offer(OfferingKind.EVENT, { paymentMode: PaymentMode.AT_DESK });
    const sessionId = await stand.session(offeringId, 1);
    await stand.bookings.createBooking({ offeringId, place: { case: 'sessionId', value: sessionId } }, { caller: stand.customer() });
    const { entry } = await stand.harness.connect(WaitlistService).joinWaitlist({ sessionId }, { caller: stand.customer() });
    await run(`delete from effect where name = 'endWaits'`, ...MADE_UP_FOR);
    stand.clock.now = new Date('2027-03-10T19:30:00Z');
    await untilRow(stand.harness.files, `select from waitlist_entry where id = $1 and status = 'expired'`, [fromTypeId('wtl', entry?.id ?? expect.fail(), 'id')]);
  });
});
