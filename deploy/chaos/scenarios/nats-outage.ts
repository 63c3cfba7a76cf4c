/** The broker is away for minutes while tens of thousands of events are written; once it is back, they are all taken within a minute. */
import { setTimeout as delay } from 'node:timers/promises';
import { CheckoutKind, createBerth, type Berth as Client } from '@berth/sdk';
import { whoIsBehind } from '../invariants/i5-events-arrive.ts';
import type { Databases } from '../invariants/evidence.ts';
import type { Rig } from '../rig/rig.ts';
import { endsOf, untakenUpTo } from '../rig/subscribers.ts';
import { type Scenario, type Stage, UNHURRIED_MS } from './scenario.ts';

const FULL = { seconds: 600, events: 50_000 };
const SHORT = { seconds: 20, events: 2_000 };
const DRAIN_LIMIT_MS = 60_000;
const DRAIN_PATIENCE_MS = 300_000;
/** What needs the broker's object store, such as printing a receipt, waits longer after each attempt: ten minutes at most. */
const REST_MS = 660_000;
const CALLERS = 12;
const SESSIONS = 40;
/** Twice the time is given to write the events; then it is what it is. */
const STRETCH = 2;

export const natsOutage: Scenario = {
  name: 'nats-outage',
  what: 'NATS is away for 10 minutes while 50,000 events are written (short: 20 s and 2,000)',
  ground: 'plain',
  pauseMs: UNHURRIED_MS,
  restMs: REST_MS,
  async run(stage) {
    const { rig, short, wishes, say } = stage;
    const seconds = wishes.minutes === undefined ? (short ? SHORT : FULL).seconds : wishes.minutes * 60;
    const events = wishes.events ?? (short ? SHORT : FULL).events;
    const holds = await openHolds(stage);
    await rig.stopNats();
    const started = performance.now();
    const passed = (): number => (performance.now() - started) / 1000;
    const waiting = await untilWritten({ rig, holds, events, seconds, passed, say });
    say(`  ${waiting} events wait after ${passed().toFixed(0)} s without NATS`);
    const restored = new Date();
    await rig.startNats();
    const ms = await drained(rig, restored);
    say(`  drained ${(ms / 1000).toFixed(1)} s after NATS came back`);
    return {
      faults: 1,
      recoveries: [{ part: 'NATS', ms, readyMs: 0 }],
      problems: [
        ...(!short && ms > DRAIN_LIMIT_MS ? [`${waiting} events took ${Math.round(ms / 1000)} s to drain; ${DRAIN_LIMIT_MS / 1000} s are allowed`] : []),
        ...(!short && waiting < events ? [`only ${waiting} of ${events} events were written in ${passed().toFixed(0)} s: this machine is too slow for as many`] : []),
      ],
    };
  },
};

interface Writing {
  readonly rig: Rig;
  readonly holds: () => Promise<unknown>;
  readonly events: number;
  readonly seconds: number;
  passed(): number;
  say(line: string): void;
}

/** Writes at the pace that fills the time; gives how many events wait in the end. */
async function untilWritten({ rig, holds, events, seconds, passed, say }: Writing): Promise<number> {
  let waiting = 0;
  const enough = (): boolean => (waiting >= events && passed() >= seconds) || passed() > seconds * STRETCH;
  const write = async (): Promise<void> => {
    while (!enough()) {
      // A failed hold is no event; it is not what is looked at here.
      if (waiting < events) await holds().catch(() => delay(100));
      const ahead = events * (passed() / seconds) < waiting;
      if (ahead) await delay(100);
    }
  };
  const count = async (): Promise<void> => {
    for (let told = 0; !enough(); ) {
      waiting = await unpublished(rig.databases);
      if (passed() > told + 30) say(`  ${waiting} events after ${(told = passed()).toFixed(0)} s`);
      await delay(500);
    }
  };
  await Promise.all([count(), ...Array.from({ length: CALLERS }, write)]);
  return unpublished(rig.databases);
}

const UNPUBLISHED = `select count(*)::int as count from outbox where published_time is null and created_time <= coalesce($1::timestamptz, 'infinity')`;

async function unpublished(databases: Databases, until?: Date): Promise<number> {
  const counts = await Promise.all(
    databases.services.map(async (service) => (await databases.rows(service)<{ count: number }>(UNPUBLISHED, [until ?? null]))[0]?.count ?? 0),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Until everybody has taken all that was written before, whatever is written meanwhile. */
async function drained({ databases, network, subscribers }: Rig, until: Date): Promise<number> {
  const started = performance.now();
  let ends: ReadonlyMap<string, number> | undefined;
  for (;;) {
    const left = ends ? 0 : await unpublished(databases, until);
    if (left === 0) ends ??= await endsOf(network);
    // The look at every position decides, but it is dear, and those who are looked at need the machine: the broker is asked first.
    const untaken = ends ? await untakenUpTo(ends, network) : [];
    const ms = performance.now() - started;
    const behind = left + untaken.length > 0 ? [] : await whoIsBehind({ rows: databases.rows, subscribers }, until);
    if (left + untaken.length + behind.length === 0) return ms;
    if (ms > DRAIN_PATIENCE_MS) {
      throw new Error(`not drained after ${DRAIN_PATIENCE_MS / 1000} s: ${left} events wait; behind are ${untaken.join(', ')}; ${JSON.stringify(behind)}`);
    }
    await delay(500);
  }
}

/** Holds whose checkout somebody else coordinates: nobody pays for them, and they end by themselves. Two events each. */
async function openHolds({ rig, markets: [market], random }: Stage): Promise<() => Promise<unknown>> {
  if (!market) throw new RangeError('no market');
  const { shop } = market;
  const client: Client = createBerth({ baseUrl: rig.url, tenant: shop.slug, timeoutMs: 5_000 });
  await client.register({ email: `holder-${Date.now()}@example.com`, password: 'correct horse', displayName: 'Holder', phoneNumber: '+351912345678' });
  const sessions: string[] = [];
  while (sessions.length < SESSIONS) sessions.push(await shop.session(shop.paid, 500));
  return () => client.bookings.createBooking({ offeringId: shop.paid, place: { case: 'sessionId', value: random.pick(sessions) }, checkout: CheckoutKind.CART });
}
