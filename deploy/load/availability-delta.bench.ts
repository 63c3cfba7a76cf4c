/**
 * How long a change of availability takes to reach other open pages: from sending a booking to the delta at each of 50 watchers, who have
 * a connection of their own each. All through the gateway, every part a process, Postgres durable.
 *
 * The time of the booking itself is in it; `availability_delta_after_answer` counts from its answer. At the end every watcher must have
 * what a fresh query says, or the run fails.
 *
 * By itself: `node deploy/load/availability-delta.bench.ts`, with `--seconds 60` for longer.
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { type Availability, type Berth as Client, CheckoutKind, createBerth, type Slot } from '@berth/sdk';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { startNetwork, type Network } from '../test/network.ts';
import { lowerIsBetter, type Benchmark, type Figure, type Report } from './benchmark.ts';
import { summarise } from './percentiles.ts';
import { processTimes, timesBetween } from './process-times.ts';

const WATCHERS = 50;
const SESSIONS = 20;
const CAPACITY = 10_000;
const RATES = [5, 50] as const;
const WARM_SECONDS = 3;
const LIMIT_MS = 250;
const PATIENCE_MS = 10_000;

export const availabilityDeltaBenchmark = (seconds: number): Benchmark => ({
  name: 'availability_delta',
  about: `milliseconds from a booking to the delta at ${WATCHERS} open pages, at ${RATES.join(' and ')} bookings a second through the gateway`,
  run: (report) => measure(seconds, report),
});

async function measure(seconds: number, report: Report): Promise<readonly Figure[]> {
  await using network = await startNetwork({ processes: true });
  const booker = await network.customer();
  const sessions = await Promise.all(Array.from({ length: SESSIONS }, () => network.shop.session(network.shop.paid, CAPACITY)));
  using crowd = await openCrowd(network);
  const book = bookings(booker, network.shop.paid, sessions, crowd);
  await book(RATES[1], WARM_SECONDS);
  const figures: Figure[] = [];
  for (const rate of RATES) {
    const before = processTimes();
    const { fromSending, fromAnswer } = await book(rate, seconds);
    const cores = timesBetween(before, processTimes()).slice(0, 6).map(([name, spent]) => `${name} ${(spent / seconds).toFixed(2)}`);
    const [sent, answered] = [summarise(fromSending), summarise(fromAnswer)];
    report.line(`  ${rate} bookings/s, ${WATCHERS} watchers, ${sent.count} deltas: from sending p50 ${sent.p50} ms, p95 ${sent.p95} ms, p99 ${sent.p99} ms, longest ${sent.max} ms; from the answer p95 ${answered.p95} ms`);
    report.line(`    cores: ${cores.join(', ')}`);
    const against = 'what is promised';
    figures.push(
      lowerIsBetter({ name: `availability_delta_p95${rate === RATES[0] ? '' : `_at_${rate}`}`, value: sent.p95, unit: 'ms', reference: LIMIT_MS, against, target: 1 }),
      lowerIsBetter({ name: `availability_delta_after_answer${rate === RATES[0] ? '' : `_at_${rate}`}`, value: Math.max(answered.p95, 0.01), unit: 'ms', reference: LIMIT_MS, against }),
    );
  }
  await crowd.agreeWith(booker);
  return figures;
}

/** What a booking leaves of a session, and when it was sent and answered. */
interface Write {
  readonly sessionId: string;
  readonly left: number;
  readonly sent: number;
  answered: number;
  /** When each of the watchers had it. */
  readonly seen: number[];
}

interface Crowd extends Disposable {
  /** From now on, it is noted when each watcher sees it. */
  expect(write: Write): void;
  /** Throws unless everyone has what a fresh query says. */
  agreeWith(client: Client): Promise<void>;
}

async function openCrowd({ url, shop }: Network): Promise<Crowd> {
  const over = new AbortController();
  const query = { offeringId: shop.paid, fromTime: timestampFromMs(Date.now()), toTime: timestampFromMs(Date.now() + 30 * 86_400_000) };
  const latest = new Map<number, readonly Slot[]>();
  const waiting = Array.from({ length: WATCHERS }, () => new Map<string, Write[]>());
  const begun = new EventTarget();

  function take(watcher: number, { slots }: Availability): void {
    const now = performance.now();
    latest.set(watcher, slots);
    for (const { sessionId, placesLeft } of slots) {
      const writes = waiting[watcher]?.get(sessionId);
      while (writes?.[0] && writes[0].left >= placesLeft) writes.shift()?.seen.push(now);
    }
    if (latest.size === WATCHERS) begun.dispatchEvent(new Event('all'));
  }

  async function watch(watcher: number): Promise<void> {
    const client = createBerth({ baseUrl: url, tenant: shop.slug });
    for await (const availability of client.watchAvailability(query, { signal: over.signal })) take(watcher, availability);
  }

  const all = once(begun, 'all');
  const watching = Array.from({ length: WATCHERS }, (_, watcher) => watch(watcher));
  await Promise.race([all, Promise.all(watching)]);
  return {
    expect(write) {
      for (const writes of waiting) writes.set(write.sessionId, [...(writes.get(write.sessionId) ?? []), write]);
    },
    async agreeWith(client) {
      const { slots } = await client.availability.listSlots(query);
      const fresh = placesIn(slots);
      const odd = [...latest].filter(([, kept]) => placesIn(kept) !== fresh);
      if (odd.length > 0) throw new Error(`${odd.length} of ${WATCHERS} watchers have other places than a fresh query`);
    },
    [Symbol.dispose]: () => over.abort(),
  };
}

const placesIn = (slots: readonly Slot[]): string => slots.map(({ sessionId, placesLeft }) => `${sessionId} ${placesLeft}`).join('\n');

/** Books at a rate, each session in turn; resolves with the milliseconds of each booking at each watcher, when all have come. */
function bookings(client: Client, offeringId: string, sessions: readonly string[], crowd: Crowd) {
  const left = new Map(sessions.map((id) => [id, CAPACITY]));

  async function one(sessionId: string): Promise<Write> {
    const places = (left.get(sessionId) ?? 0) - 1;
    left.set(sessionId, places);
    const write: Write = { sessionId, left: places, sent: performance.now(), answered: 0, seen: [] };
    crowd.expect(write);
    // Somebody else would ask for its payment: nothing follows but what every booking tells.
    await client.bookings.createBooking({ offeringId, place: { case: 'sessionId', value: sessionId }, checkout: CheckoutKind.CART });
    write.answered = performance.now();
    return write;
  }

  return async (rate: number, seconds: number) => {
    const sending: Promise<Write>[] = [];
    const started = performance.now();
    for (let sent = 0; sent < rate * seconds; sent += 1) {
      await delay(Math.max(0, started + (sent * 1000) / rate - performance.now()));
      sending.push(one(sessions[sent % sessions.length] ?? ''));
    }
    const writes = await Promise.all(sending);
    const end = performance.now() + PATIENCE_MS;
    while (writes.some(({ seen }) => seen.length < WATCHERS)) {
      if (performance.now() > end) throw new Error(`${writes.filter(({ seen }) => seen.length < WATCHERS).length} bookings did not reach all watchers within ${PATIENCE_MS} ms`);
      await delay(10);
    }
    return {
      fromSending: writes.flatMap(({ seen, sent }) => seen.map((time) => time - sent)),
      fromAnswer: writes.flatMap(({ seen, answered }) => seen.map((time) => Math.max(0, time - answered))),
    };
  };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { seconds: { type: 'string', default: '20' } } });
  const line = (text: string): void => void process.stdout.write(`${text}\n`);
  for (const figure of await availabilityDeltaBenchmark(Number(values.seconds)).run({ line })) line(JSON.stringify(figure));
}
