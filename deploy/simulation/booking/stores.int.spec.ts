import fc from 'fast-check';
import { WriteConflict, type Change, type Key, type Store } from '#runtime/actor/types.ts';
import type { Query } from '#runtime/db/query.ts';
import { money } from '#runtime/money.ts';
import { handClock } from '#runtime/testing/memory/contract/hand-clock.ts';
import { openMemoryGround } from '#runtime/testing/memory/contract/memory-stand.ts';
import { play, scriptsOf, show, type Stage, type Step } from '#runtime/testing/memory/contract/play.ts';
import { createPostgresGrounds, type PostgresGrounds } from '#runtime/testing/memory/contract/postgres-ground.ts';
import { once, type Ground, type StandClient } from '#runtime/testing/memory/contract/stand.ts';
import { bookingStore } from '../../../services/booking/db/booking-store.ts';
import { calendarStore } from '../../../services/booking/db/calendar-store.ts';
import { sessionStore } from '../../../services/booking/db/session-store.ts';
import type { Booking } from '../../../services/booking/domain/booking.ts';
import { allLanes } from '../../../services/booking/domain/lanes.ts';
import { leaveLanes, leaveTime, takeLanes, takeTime, type Calendar, type Session } from '../../../services/booking/domain/place.ts';
import { bookings, calendars, sessions } from './stores.ts';

interface Stores {
  readonly bookings: Store<Booking>;
  readonly sessions: Store<Session>;
  readonly calendars: Store<Calendar>;
}

/** Small numbers stand for keys, lanes, bookings and times; `stale` works on what the client read before, as without a lock. */
type Op =
  | { readonly kind: 'open' | 'hold' | 'confirm'; readonly key: number }
  | { readonly kind: 'take' | 'leave'; readonly key: number; readonly lanes: readonly number[]; readonly booking: number; readonly stale: boolean }
  | { readonly kind: 'claim' | 'free'; readonly key: number; readonly booking: number; readonly stale: boolean };

const number = fc.integer({ min: 0, max: 2 });
const lanes = fc.uniqueArray(number, { minLength: 1, maxLength: 2 });

const op: fc.Arbitrary<Op> = fc.oneof(
  fc.record({ kind: fc.constantFrom('open', 'hold', 'confirm') as fc.Arbitrary<'open'>, key: number }),
  fc.record({ kind: fc.constantFrom('take', 'take', 'leave') as fc.Arbitrary<'take'>, key: number, lanes, booking: number, stale: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('claim', 'claim', 'free') as fc.Arbitrary<'claim'>, key: number, booking: number, stale: fc.boolean() }),
);

const NOW = new Date();
const at = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);
const time = { start: at(60), end: at(120), timeZone: 'UTC', localStart: '2027-03-01T10:00', localEnd: '2027-03-01T11:00' };
// The first two overlap.
const STARTS = [60, 75, 200] as const;

/** Ids of one play; another `salt` gives others. */
const idsOf = (salt: number) => (group: number, nth: number): string => `018f0000-0${group}00-70${nth.toString(16).padStart(2, '0')}-8000-${salt.toString(16).padStart(12, '0')}`;

const sessionOf = (id: string, offeringId: string): Session => ({ id, offeringId, time, capacity: 3, free: allLanes(3), taken: new Map(), left: new Map() });

const bookingOf = (id: string, code: string): Booking => ({
  id, code, status: 'pending', time, place: { kind: 'session', sessionId: id, partySize: 1, lanes: [0] }, checkout: 'self', reason: '', policy: { tiers: [] }, refund: undefined, attendees: [], checkedIn: undefined, note: '', traceId: '',
  offering: { id, kind: 'event', title: 'T', place: '', unitPrice: money(100n, 'EUR') }, customer: { id, name: 'n', email: 'e', phone: '' }, lines: [], total: money(100n, 'EUR'),
  paymentRequired: true, hold: { fence: 1n, expires: NOW, claimed: false, minutes: 15, extensions: 0 }, payment: undefined, receiptId: undefined, attribution: {}, created: NOW, request: undefined,
  history: [{ change: 'state', detail: '', from: undefined, to: 'pending', actor: 'a', reason: '', time: NOW }], steps: [],
});

/** What the steps mean on these stores. */
function stageOn(ground: Ground, clients: readonly [StandClient, StandClient], stores: Stores, salt: number, breakDeadlock: () => void): Stage<Op> & { prepare(): Promise<void>; remains(): Promise<string> } {
  const id = idsOf(salt);
  const tenantId = id(9, 0);
  const read: [Map<string, unknown>, Map<string, unknown>] = [new Map(), new Map()];
  const keyOf = (type: string, key: number): Key => ({ type, id: id(1, key) });
  const change = <P>(key: Key, before: P | undefined, after: P | undefined): Change<P> => ({ tenantId, key, before, after, version: 1n, now: NOW });

  async function load<P>(store: Store<P>, query: Query, key: Key): Promise<P | undefined> {
    const loads = [{ tenantId, key, turns: [{ window: undefined, keys: [key] }] }];
    return 'loadAcross' in store ? (await store.loadAcross(query, loads))[0] : (await store.load(query, loads)).get(key.id);
  }

  /** Changes what is there, or what the client read before; gives what it was. */
  async function alter<P>(store: Store<P>, query: Query, key: Key, client: 0 | 1, stale: boolean, to: (value: P) => P): Promise<P | undefined> {
    const known = stale ? (read[client].get(key.type + key.id) as P | undefined) : undefined;
    const before = known ?? (await load(store, query, key));
    if (before === undefined) return undefined;
    read[client].set(key.type + key.id, before);
    await store.save(query, [change(key, before, to(before))]);
    return before;
  }

  /** A booking that is refused ends the transaction, as a batch does: what the store sent along with it is nobody's business then. */
  async function hold(query: Query, booking: Key, code: string, unusedId: string): Promise<void> {
    try {
      await stores.bookings.save(query, [change(booking, undefined, bookingOf(booking.id, code))]);
    } catch (error) {
      if (error instanceof WriteConflict) await failFor(query, unusedId);
      throw error;
    }
  }

  /** Makes the same session twice, which no transaction survives. */
  async function failFor(query: Query, sessionId: string): Promise<void> {
    const made = change({ type: 'session', id: sessionId }, undefined, sessionOf(sessionId, id(2, 0)));
    for (let times = 0; times < 2; times += 1) await stores.sessions.save(query, [made]).catch(() => undefined);
  }

  return {
    ground, clients, tenantId, breakDeadlock,
    async perform(query, step, nth, client) {
      const session = keyOf('session', step.key);
      const calendar = keyOf('calendar', step.key);
      const booking = keyOf('booking', step.key);
      switch (step.kind) {
        case 'open': return stores.sessions.save(query, [change(session, undefined, sessionOf(session.id, id(2, 0)))]);
        case 'hold': return hold(query, booking, `C${step.key % 2}`, id(5, nth));
        case 'confirm': return alter(stores.bookings, query, booking, client, false, (value): Booking => ({ ...value, status: 'confirmed', hold: { ...value.hold, claimed: true } }));
        case 'take': return alter(stores.sessions, query, session, client, step.stale, (value) => takeLanes(value, step.lanes, id(3, step.booking)));
        case 'leave': return alter(stores.sessions, query, session, client, step.stale, (value) => leaveLanes(value, step.lanes, id(3, step.booking)));
        case 'claim': {
          const start = STARTS[step.booking] ?? 0;
          const claim = { id: id(4, nth), bookingId: id(3, step.booking), start: at(start), end: at(start + 30) };
          return alter(stores.calendars, query, calendar, client, step.stale, (value) => takeTime(value, claim));
        }
        case 'free': return alter(stores.calendars, query, calendar, client, step.stale, (value) => leaveTime(value, id(3, step.booking)));
      }
    },
    // Something to fight for; the last key begins with nothing.
    prepare: () =>
      once(clients[0], async (query) => {
        const made = [keyOf('session', 0), keyOf('session', 1)].map((key) => change(key, undefined, sessionOf(key.id, id(2, 0))));
        await stores.sessions.save(query, made);
      }, [tenantId]),
    remains: () =>
      once(clients[0], async (query) => {
        const all: unknown[] = [];
        for (const key of [0, 1, 2]) {
          all.push(await load(stores.bookings, query, keyOf('booking', key)), await load(stores.sessions, query, keyOf('session', key)), await load(stores.calendars, query, keyOf('calendar', key)));
        }
        return show(all);
      }, [tenantId]),
  };
}

async function tell(stage: ReturnType<typeof stageOn>, script: readonly Step<Op>[]): Promise<string> {
  await stage.prepare();
  const lines = await play(stage, script);
  return [...lines, await stage.remains()].join('\n');
}

describe('booking’s stores and their twins, side by side', () => {
  let grounds: PostgresGrounds;
  let postgres: Ground;
  let clients: [StandClient, StandClient];
  before(async () => {
    grounds = await createPostgresGrounds({ folder: new URL('../../../services/booking/db/migrations/', import.meta.url) });
    postgres = await grounds.open();
    clients = await Promise.all([postgres.connect(), postgres.connect()]);
  });
  after(async () => {
    await postgres[Symbol.asyncDispose]();
    await grounds[Symbol.asyncDispose]();
  });

  it('give the same answers, refuse the same changes and keep the same rows', async function () {
    const runs = Number(process.env['CONTRACT_RUNS'] ?? 40);
    this.timeout(30_000 + runs * 1_000);
    let salt = 0;
    await fc.assert(
      fc.asyncProperty(scriptsOf(op, 25), async (script) => {
        salt += 1;
        const clock = handClock();
        const ground = openMemoryGround(clock);
        const twins = stageOn(ground, await Promise.all([ground.connect(), ground.connect()]), { bookings, sessions, calendars }, salt, () => clock.pass(1_000));
        const real = stageOn(postgres, clients, { bookings: bookingStore, sessions: sessionStore, calendars: calendarStore }, salt, () => undefined);
        const [memory, rows] = [await tell(twins, script), await tell(real, script)];
        if (memory !== rows) throw new Error(`twins:\n${memory}\nPostgres:\n${rows}`);
      }),
      { numRuns: runs, seed: Number(process.env['CONTRACT_SEED'] ?? Date.now()) },
    );
  });
});
