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
