/** Negative controls of the claims: what still holds without the anchor's lock, and what the checker says when nothing holds. */
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Mailbox } from '../../runtime/actor/mailbox.ts';
import type { Submission } from '../../runtime/actor/submission.ts';
import { sqlState } from '../../runtime/db/connection.ts';
import { migrate } from '../../runtime/db/migrate.ts';
import type { Query } from '../../runtime/db/query.ts';
import { Failure } from '../../runtime/errors.ts';
import { newId } from '../../runtime/ids.ts';
import { money } from '../../runtime/money.ts';
import { createTestDatabase } from '../../runtime/testing/database.ts';
import { checkLinearizable } from '../../runtime/testing/linearizability/check.ts';
import { createRecorder, type Operation } from '../../runtime/testing/linearizability/history.ts';
import { capacity, type CapacityInput, type CapacityOutput } from '../../runtime/testing/linearizability/models/capacity.ts';
import { bookingCode } from '../domain/code.ts';
import type { BookingEvent, BookingState } from '../domain/booking.ts';
import { hold, type Wanted } from '../domain/hold.ts';
import type { Offering } from '../domain/offering.ts';
import { bookingKey, sessionKey } from '../keys.ts';
import { meeting, openProcess, preparedBookings, withoutLock } from './unguarded.ts';

const PLACES = 40;
const CALLERS = 64;
const START = new Date('2027-03-10T19:30:00Z');
const NOW = new Date('2027-03-01T09:00:00Z');
/** What Postgres says of a seat that somebody has. */
const DUPLICATE = '23505';

/** What is taken away from the database as a mailbox sees it. */
interface Broken {
  /** Anchors are read, but not locked; the first batches of both mailboxes read the session before either writes. */
  readonly unlocked?: boolean;
  /** A seat that somebody else has counts as written. */
  readonly swallowed?: boolean;
}

describe('claims, with a guard taken away', function () {
  this.timeout(60_000);

  it('are linearizable as long as nothing is', async () => {
    const { history, booked, seats } = await claimAtTwo({});
    expect(checkLinearizable(capacity(PLACES), history)).to.include({ verdict: 'linearizable' });
    expect([booked, seats]).to.deep.equal([PLACES, PLACES]);
  });

  it('never oversell without the anchor’s lock: the constraint refuses the second of two', async () => {
    const { booked, seats, conflicts } = await claimAtTwo({ unlocked: true });
    expect(conflicts).to.be.greaterThan(0);
    expect(booked).to.equal(seats);
    expect(seats).to.be.at.most(PLACES);
  });

  it('are refused by the checker without the lock and with the constraint’s refusal swallowed', async () => {
    const { history, booked, seats, conflicts } = await claimAtTwo({ unlocked: true, swallowed: true });
    expect(conflicts).to.be.greaterThan(0);
    expect(booked).to.be.greaterThan(seats);
    const { verdict, problems } = checkLinearizable(capacity(PLACES), history);
    expect(verdict).to.equal('violation');
    expect(problems[0]?.explanation).to.match(/No place, here or earlier, explains:\n.*(claim 1 for|holds)/);
  });
});

interface Claimed {
  readonly history: readonly Operation<CapacityInput, CapacityOutput>[];
  readonly booked: number;
  readonly seats: number;
  readonly conflicts: number;
}

/** Callers at two mailboxes that know nothing of each other ask for twice as many places as there are; then each winner looks for its seat. */
async function claimAtTwo(broken: Broken): Promise<Claimed> {
  await using stack = new AsyncDisposableStack();
  const files = stack.use(await createTestDatabase('booking'));
  await migrate({ ...files, folder: new URL('../db/migrations/', import.meta.url) });
  const admin = new pg.Pool({ connectionString: Object.assign(new URL(files.adminUrl), { pathname: `/${files.name}` }).href, max: 4 });
  stack.defer(() => admin.end());
  const [tenantId, sessionId, offeringId] = [newId(), newId(), newId()];
  await admin.query(
    `insert into session (tenant_id, id, version, offering_id, starts, ends, time_zone, local_start, local_end, capacity, free, created_time, updated_time)
     values ($1, $2, 1, $3, $4, $4::timestamptz + interval '1 hour', 'Europe/Lisbon', '2027-03-10T19:30', '2027-03-10T20:30', $5::int, int4multirange(int4range(0, $5::int)), now(), now())`,
    [tenantId, sessionId, offeringId, START, PLACES],
  );
  await admin.query(`insert into actor_anchor (tenant_id, type, key, version, event_version) values ($1, 'session', $2, 1, 0)`, [tenantId, sessionId]);
  const seen = { conflicts: 0, meeting: meeting(2) };
  const open = (): Promise<() => Mailbox> => {
    const arrive = seen.meeting();
    return openProcess(stack, { files, now: NOW, tamper: (query) => without(query, broken, seen, arrive) });
  };
  const mailboxes = [(await open())(), (await open())()];
  const recorder = createRecorder<CapacityInput, CapacityOutput>();
  const booked: string[] = [];
  const call = async (index: number): Promise<void> => {
    for (let round = 0; round < 4; round += 1) {
      const bookingId = newId();
      const mailbox = mailboxes[index % 2];
      const claim = await recorder.record(sessionId, `caller ${index}`, { kind: 'claim', holder: bookingId, places: 1 }, () =>
        (mailbox ?? expect.fail('no mailbox')).submit(submission(tenantId, sessionId, offeringId, bookingId)).then(
          () => ({ status: 'ok', output: true }),
          (error: unknown) => (error instanceof Failure && error.reason === 'SLOT_TAKEN' ? { status: 'ok', output: false } : { status: 'info' }),
        ),
      );
      if (claim.status !== 'ok' || claim.output !== true) continue;
      booked.push(bookingId);
      await recorder.record(sessionId, `caller ${index}`, { kind: 'holds', holder: bookingId }, async () => {
        const { rowCount } = await admin.query('select from seat where booking_id = $1', [bookingId]);
        return { status: 'ok', output: rowCount === 1 };
      });
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, index) => call(index)));
  const { rowCount: seats } = await admin.query('select from seat');
  return { history: recorder.operations(), booked: booked.length, seats: seats ?? -1, conflicts: seen.conflicts };
}

interface Seen {
  conflicts: number;
  readonly meeting: ReturnType<typeof meeting>;
}

const without = (query: Query, { unlocked = false, swallowed = false }: Broken, seen: Seen, arrive: () => Promise<void>): Query => ({
  async run<R extends object>(sql: string, params: readonly unknown[] = []): Promise<R[]> {
    if (/insert into seat /.test(sql)) return take<R>(query, sql, params, swallowed, seen);
    const rows = await query.run<R>(unlocked ? withoutLock(sql) : sql, params);
    if (unlocked && /^\s*select[^]*from session /.test(sql)) await arrive();
    return rows;
  },
});

/** Counts refusals. Swallowed, nobody else hears of them. */
async function take<R extends object>(query: Query, sql: string, params: readonly unknown[], swallowed: boolean, seen: Seen): Promise<R[]> {
  try {
    const rows = await query.run<R>(swallowed ? `${sql} on conflict do nothing returning lane` : sql, params);
    const [wanted] = params;
    if (swallowed && Array.isArray(wanted) && rows.length < wanted.length) seen.conflicts += 1;
    return rows;
  } catch (error) {
    if (sqlState(error) === DUPLICATE) seen.conflicts += 1;
    throw error;
  }
}

function submission(tenantId: string, sessionId: string, offeringId: string, bookingId: string): Submission<BookingState, BookingEvent> {
  const offering: Offering = {
    id: offeringId, kind: 'event', title: 'Reef dive', place: 'Pier', price: money(4500, 'EUR'), durationMinutes: 60, timeZone: 'Europe/Lisbon',
    capacity: PLACES, paidOnline: true, holdMinutes: 15, freeCancellationHours: 24, published: true, variants: [], addOns: [],
  };
  const customer = { id: newId(), name: 'Ana', email: 'ana@example.com', phone: '' };
  const wanted: Wanted = {
    bookingId, claimId: newId(), code: bookingCode(randomBytes(8)), offering, place: { kind: 'session', sessionId, partySize: 1 }, customer,
    expectedTotal: undefined, checkout: 'self', note: '', traceId: '', attribution: {},
  };
  return {
    actor: preparedBookings,
    caller: { tenantId, subject: customer.id, roles: ['user'] },
    method: 'claim',
    requestId: newId(),
    bodyHash: randomBytes(32),
    keys: [bookingKey(bookingId), sessionKey(sessionId)],
    context: ROOT_CONTEXT,
    run: (turn) => (turn.apply(hold(turn.state, wanted, turn.now)), new Uint8Array()),
  };
}
