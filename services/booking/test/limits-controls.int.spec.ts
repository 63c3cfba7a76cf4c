/** Negative controls of limits: what is booked beyond them when two do not wait for each other. */
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Submission } from '../../runtime/actor/submission.ts';
import { migrate } from '../../runtime/db/migrate.ts';
import type { Query } from '../../runtime/db/query.ts';
import { reject } from '../../runtime/errors.ts';
import { newId } from '../../runtime/ids.ts';
import { createTestDatabase } from '../../runtime/testing/database.ts';
import { windowOf } from '../actors/commands/create-booking.ts';
import type { BookingEvent, BookingState } from '../domain/booking.ts';
import { bookingCode } from '../domain/code.ts';
import { exampleOffering, minutesAfter, NOW, START } from '../domain/example-booking.ts';
import { hold, type Wanted } from '../domain/hold.ts';
import { limitIdOf, type AppliedLimit } from '../domain/limits.ts';
import { timeFrom } from '../domain/local-time.ts';
import { bookingKey, calendarKey, limitKey } from '../keys.ts';
import { reasonOf } from './stand.ts';
import { meeting, openProcess, preparedBookings, withoutLock } from './unguarded.ts';

const MOST = 2;
const CALLERS = 50;

/** Which guard is taken away. */
type Missing = 'lock' | 'count' | undefined;

describe('limits, with a guard taken away', function () {
  this.timeout(60_000);

  it('hold as long as nothing is', async () => {
    expect(await bookedAtTwo(undefined)).to.equal(MOST);
  });

  it('are passed by two at once without the lock of their key', async () => {
    expect(await bookedAtTwo('lock')).to.be.above(MOST);
  });

  it('are passed by all when they are counted before a hold queues, and not in its turn', async () => {
    expect(await bookedAtTwo('count')).to.equal(CALLERS);
  });
});

/** One customer asks for everybody's time at once, at two processes; how many bookings there are then. */
async function bookedAtTwo(missing: Missing): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const files = stack.use(await createTestDatabase('booking'));
  await migrate({ ...files, folder: new URL('../db/migrations/', import.meta.url) });
  const admin = new pg.Pool({ connectionString: Object.assign(new URL(files.adminUrl), { pathname: `/${files.name}` }).href, max: 1 });
  stack.defer(() => admin.end());
  const [tenantId, customerId, offeringId] = [newId(), newId(), newId()];
  const id = limitIdOf(offeringId, customerId);
  // A key that is new is guarded by more than the lock of its anchor.
  await admin.query(`insert into actor_anchor (tenant_id, type, key, version, event_version) values ($1, 'limit', $2, 1, 0)`, [tenantId, id]);
  const limit: AppliedLimit = { id, offeringId, customerId, from: -Infinity, to: Infinity, max: MOST, rejection: reject('SLOT_NOT_OFFERED', 'Enough.') };
  const arrivals = meeting(2);
  const open = async () => (await openProcess(stack, { files, now: NOW, tamper: (query) => (missing === 'lock' ? unlocked(query, arrivals()) : query) }))();
  const mailboxes = [await open(), await open()];
  const limits = missing === 'count' ? [] : [limit];
  const ask = (index: number) => reasonOf(mailboxes[index % 2]?.submit(submission(tenantId, wanted(offeringId, customerId, limits))) ?? Promise.reject(new TypeError('no mailbox')));
  await Promise.all(Array.from({ length: CALLERS }, (_, index) => ask(index)));
  const { rowCount } = await admin.query('select from booking');
  return rowCount ?? -1;
}

/** Both processes count before either has written. */
const unlocked = (query: Query, arrive: () => Promise<void>): Query => ({
  async run<R extends object>(sql: string, params: readonly unknown[] = []): Promise<R[]> {
    const rows = await query.run<R>(withoutLock(sql), params);
    if (sql.includes('count(*)::int as count from booking')) await arrive();
    return rows;
  },
});

/** A time of somebody's whom nobody else asks for. */
function wanted(offeringId: string, customerId: string, limits: readonly AppliedLimit[]): Wanted {
  const time = timeFrom(START, 60, 'Europe/Lisbon');
  const units = [{ start: time.start, end: time.end, candidates: [{ id: newId(), kind: 'staff', name: 'Ana' }] }];
  return {
    bookingId: newId(), claimId: newId(), code: bookingCode(randomBytes(8)), offering: { ...exampleOffering, id: offeringId, kind: 'appointment' },
    place: { kind: 'time', time, units, day: { from: minutesAfter(START, -60), to: minutesAfter(START, 120) }, staysWith: [], limits },
    customer: { id: customerId, name: 'Ana', email: '', phone: '' }, expectedTotal: undefined, checkout: 'self', note: '', traceId: '', attribution: {},
  };
}

function submission(tenantId: string, asked: Wanted): Submission<BookingState, BookingEvent> {
  const calendars = 'units' in asked.place ? asked.place.units.flatMap(({ candidates }) => candidates.map(({ id }) => calendarKey(id))) : [];
  return {
    actor: preparedBookings,
    caller: { tenantId, subject: asked.customer.id, roles: ['user'] },
    method: 'claim',
    requestId: newId(),
    bodyHash: randomBytes(32),
    keys: [bookingKey(asked.bookingId), ...calendars, ...(asked.place.limits ?? []).map(({ id }) => limitKey(id))],
    window: windowOf([asked]),
    context: ROOT_CONTEXT,
    run: (turn) => (turn.apply(hold(turn.state, asked, turn.now)), new Uint8Array()),
  };
}
