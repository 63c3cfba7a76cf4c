import { expect } from 'chai';
import { readdir } from 'node:fs/promises';
import pg from 'pg';
import { migrate, migrateDown } from '../../runtime/db/migrate.ts';
import { newId } from '../../runtime/ids.ts';
import { createTestDatabase } from '../../runtime/testing/database.ts';

const FOLDER = new URL('./migrations/', import.meta.url);

describe("booking's migrations", function () {
  this.timeout(60_000);

  it('can each be taken back, the newest first, and made again', async () => {
    await using files = await createTestDatabase('migrations');
    const options = { ...files, folder: FOLDER };
    const written = (await readdir(FOLDER)).map((file) => file.replace('.ts', '')).sort();
    await migrate(options);
    const back: string[] = [];
    for (let reverted = await migrateDown(options); reverted.length > 0; reverted = await migrateDown(options)) back.unshift(...reverted);
    expect(back.filter((name) => !name.startsWith('runtime-'))).to.deep.equal(written);
    await migrate(options);
    expect(await migrateDown(options)).to.deep.equal(written.slice(-1));
  });

  it('give bookings that are there already the policy and the hold that they were sold with', async () => {
    await using old = await databaseBefore('0007-lifecycle');
    await old.book({});
    expect(await old.afterwards('select policy, hold_minutes, hold_extensions, refund_minor, attendees from booking')).to.deep.equal([
      { policy: { tiers: [{ hoursBefore: 48, percent: 100 }] }, hold_minutes: 20, hold_extensions: 0, refund_minor: null, attendees: [] },
    ]);
  });

  it('give bookings that are there already lines that add up to their total', async () => {
    await using old = await databaseBefore('0011-lines');
    await old.book({ title: 'Dive', unitMinor: '50' });
    await old.book({ title: 'Moved', unitMinor: '70' });
    expect(await old.afterwards(`select lines #- '{0,id}' as lines from booking order by offering ->> 'title'`)).to.deep.equal([
      { lines: [{ kind: 'offering', title: 'Dive', unitMinor: '50', quantity: 2, extraMinutes: 0 }] },
      { lines: [{ kind: 'offering', title: 'Moved', unitMinor: '100', quantity: 1, extraMinutes: 0 }] },
    ]);
  });

  it('have copies of offerings completed that are older than what can be had with them, and waits ended that nothing would end', async () => {
    await using old = await databaseBefore('0011-lines');
    const [tenantId, offeringId, sessionId] = [newId(), newId(), newId()];
    await old.put(`insert into offering (tenant_id, id, version, kind, title, place, price_minor, currency, duration_minutes, time_zone, capacity, paid_online, hold_minutes, free_cancellation_hours, published, created_time, updated_time)
      values ('${tenantId}', '${offeringId}', 7, 'event', 'Dive', '', 4500, 'EUR', 60, 'UTC', 8, true, 15, 24, true, now(), now())`);
    await old.put(`insert into session (tenant_id, id, version, offering_id, starts, ends, time_zone, local_start, local_end, capacity, free, created_time, updated_time, waiting_party)
      values ('${tenantId}', '${sessionId}', 1, '${offeringId}', '2027-03-10T19:30Z', '2027-03-10T20:30Z', 'UTC', '2027-03-10T19:30', '2027-03-10T20:30', 1, '{}', now(), now(), 1)`);
    await old.put(`insert into waitlist_entry (tenant_id, id, version, session_id, number, party, customer_id, customer, trace_id, status, history, created_time, updated_time)
      values ('${tenantId}', '${newId()}', 1, '${sessionId}', 1, 1, '${newId()}', '{}', '', 'waiting', '[]', now(), now())`);
    expect(await old.afterwards('select actor, key_type, key, name, kind, input, due_time <= now() as is_due from effect order by name')).to.deep.equal([
      { actor: 'waitlist', key_type: 'waitlist', key: sessionId, name: 'endWaits', kind: 'reminder', input: {}, is_due: false },
      { actor: 'offering-copy', key_type: 'offering', key: offeringId, name: 'readOffering', kind: 'effect', input: { offeringId, version: '7' }, is_due: true },
    ]);
  });
});

/** A database as it was before a migration, to put bookings into for two at 100 together. */
async function databaseBefore(name: string) {
  await using stack = new AsyncDisposableStack();
  const files = stack.use(await createTestDatabase('migrations'));
  const options = { ...files, folder: FOLDER };
  await migrate(options);
  for (let [reverted] = await migrateDown(options); reverted !== name; [reverted] = await migrateDown(options));
  const admin = new pg.Client({ connectionString: Object.assign(new URL(files.adminUrl), { pathname: `/${files.name}` }).href });
  await admin.connect();
  stack.defer(() => admin.end());
  const opened = stack.move();
  let booked = 0;
  return {
    put: (sql: string) => admin.query(sql),
    book: (offering: object) =>
      admin.query(
        `insert into booking (tenant_id, id, version, code, status, offering, offering_id, starts, ends, time_zone, local_start, local_end, party_size, staff_name, customer_id, customer,
           total_minor, currency, payment_required, hold_fence, hold_expires, hold_claimed, checkout, reason, free_until, note, trace_id, attribution, created_time, updated_time)
         select $1, $1, 1, $2, 'confirmed', $3, $1, now + '10 days', now + '10 days 1 hour', 'UTC', '', '', 2, '', $1, '{}',
           100, 'EUR', true, 1, now + '20 minutes', true, 'self', '', now + '8 days', '', '', '{}', now, now from now() as now`,
        [newId(), `K7QM-${(booked += 1)}`, JSON.stringify(offering)],
      ),
    /** What the query finds once the migrations have been made. */
    async afterwards(query: string): Promise<object[]> {
      await migrate(options);
      return (await admin.query<object>(query)).rows;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
