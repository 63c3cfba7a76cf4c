/**
 * How long a month of times takes through the gateway: 20 staff, 5 rooms, over 50,000 bookings, 100 offerings and many months asked in
 * turn, while 50 bookings a second are written on the same calendars. Every part is a process, Postgres is durable.
 *
 * The first lists while bookings are written come from processes that have just begun to book: their time is a figure of its own. The
 * client is one that leaves the cores to what is measured (`json-calls.ts`).
 *
 * A list that still shows a time whose booking was answered before the list was asked for fails the run. `list_slots_growth` compares
 * the CPU that the same question costs with 10,000 claims of the past in the calendars and with as many as `past` says.
 *
 * By itself: `node deploy/load/list-slots.bench.ts`, with `--past 100000` for a quicker look and `--rate 0` without writers.
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { startNetwork, type Network } from '../test/network.ts';
import { lowerIsBetter, type Benchmark, type Figure, type Report } from './benchmark.ts';
import { openBusyBusiness, type BusyBusiness } from './list-slots-data.ts';
import type { Writing } from './list-slots-writer.ts';
import { openJsonCalls } from './json-calls.ts';
import { summarise, timed } from './percentiles.ts';
import { processTimes, timesBetween } from './process-times.ts';

const LIMIT_MS = 50;
const GROWTH_LIMIT = 1.5;
const RATE = 50;
const LISTS = 400;
const PAST = [10_000, 100_000, 1_000_000] as const;
const DAY_MS = 86_400_000;
/** Months ahead that are asked for; what is written lies after them, on days without bookings. */
const MONTHS = 5;
const WRITES_FROM_DAYS = 220;

export interface ListSlotsOptions {
  /** Bookings a second meanwhile. */
  readonly rate?: number;
  /** The most claims of the past. */
  readonly past?: number;
}

export const listSlotsBenchmark = (options: ListSlotsOptions = {}): Benchmark => ({
  name: 'list_slots',
  about: 'milliseconds of a month of times through the gateway, while bookings are written, and as the past grows',
  run: (report) => measure(report, options),
});

async function measure(report: Report, { rate = RATE, past = PAST[2] }: ListSlotsOptions): Promise<readonly Figure[]> {
  await using network = await startNetwork({ processes: true });
  await using business = await openBusyBusiness(network);
  report.line(`  ${business.bookings} bookings, ${business.offerings.length} offerings`);
  using lists = listing(network, business);
  const cold = summarise(await lists.run(20));
  await lists.run(200);
  const before = { times: processTimes(), at: performance.now() };
  const [{ first, spent }, writes] = await whileBooking(network, business, rate, async () => {
    // Processes that have just begun to book are slower for some seconds: their code is compiled meanwhile.
    const early = await lists.run(LISTS);
    return { first: summarise(early), spent: await lists.run(LISTS) };
  });
  const busy = summarise(spent);
  const seconds = (performance.now() - before.at) / 1_000;
  const cores = timesBetween(before.times, processTimes()).slice(0, 5).map(([name, time]) => `${name} ${(time / seconds).toFixed(2)}`);
  report.line(`  cold p50 ${cold.p50} ms, longest ${cold.max} ms; with ${Math.round(writes / seconds)} bookings/s p50 ${busy.p50} ms, p95 ${busy.p95} ms, p99 ${busy.p99} ms; ${lists.bytes()} bytes a list`);
  report.line(`    cores: ${cores.join(', ')}`);
  const growth: number[] = [];
  for (const rows of PAST.filter((each) => each <= past)) {
    await business.growPastTo(rows);
    await lists.run(40);
    const { spent, cpuMs } = await withCpu(lists);
    const { p50, p95 } = summarise(spent);
    growth.push(cpuMs);
    report.line(`  ${rows} claims of the past: p50 ${p50} ms, p95 ${p95} ms; ${cpuMs.toFixed(1)} ms of booking's and its Postgres' CPU a list`);
  }
  return [
    lowerIsBetter({ name: 'list_slots_month_p95', value: busy.p95, unit: 'ms', reference: LIMIT_MS, against: 'what is promised', target: 1 }),
    lowerIsBetter({ name: 'list_slots_month_p95_at_first', value: first.p95, unit: 'ms', reference: LIMIT_MS, against: 'what is promised' }),
    lowerIsBetter({ name: 'list_slots_growth', value: Math.max(...growth) / (growth[0] ?? 1), unit: 'times', reference: GROWTH_LIMIT, against: 'what is promised', target: 1 }),
  ];
}

const PARTS = 4;

/** With the CPU a list, which says more than a clock when others use the machine. The most of a few parts: a connection that ends takes its time with it. */
async function withCpu({ run }: Pick<ReturnType<typeof listing>, 'run'>): Promise<{ readonly spent: readonly number[]; readonly cpuMs: number }> {
  const parts: { readonly spent: number[]; readonly seconds: number }[] = [];
  while (parts.length < PARTS) {
    const before = processTimes();
    const spent = await run(LISTS / PARTS);
    const times = timesBetween(before, processTimes()).filter(([name]) => name === 'booking' || name === 'pg booking');
    parts.push({ spent, seconds: times.reduce((sum, [, seconds]) => sum + seconds, 0) });
  }
  return { spent: parts.flatMap(({ spent }) => spent), cpuMs: Math.max(...parts.map(({ spent, seconds }) => (seconds * 1_000) / spent.length)) };
}

/** Asks for a month of one offering after the other, as a page that nobody is signed in on. */
function listing({ url, shop }: Network, { offerings }: BusyBusiness) {
  const midnight = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const calls = openJsonCalls(url, shop.slug);
  let asked = 0;
  let bytes = 0;

  async function list(): Promise<void> {
    const from = midnight + (asked % MONTHS) * 31 * DAY_MS;
    const offeringId = offerings[(asked * 7) % offerings.length] ?? '';
    asked += 1;
    const month = { fromTime: new Date(from).toISOString(), toTime: new Date(from + 31 * DAY_MS).toISOString() };
    const text = await calls.call('berth.booking.v1.AvailabilityService/ListSlots', { offeringId, ...month });
    if (!text.includes('localStart')) throw new Error(`a month without times: ${text.slice(0, 200)}`);
    bytes = text.length;
  }

  return {
    [Symbol.dispose]: calls[Symbol.dispose],
    bytes: () => bytes,
    async run(count: number): Promise<number[]> {
      const spent: number[] = [];
      for (let n = 0; n < count; n += 1) spent.push(await timed(list));
      return spent;
    },
  };
}

/** Bookings are written by a thread of their own until the work is done; fails when one of them, or what a list says of one, does. */
async function whileBooking<R>({ url, shop }: Network, { offerings, staff }: BusyBusiness, rate: number, work: () => Promise<R>): Promise<readonly [R, number]> {
  if (rate === 0) return [await work(), 0];
  const [offeringId = ''] = offerings;
  const first = Math.floor(Date.now() / DAY_MS) * DAY_MS + WRITES_FROM_DAYS * DAY_MS;
  const days = Array.from({ length: 140 }, (_, day) => first + day * DAY_MS).filter((day) => ![0, 6].includes(new Date(day).getUTCDay()));
  const writing: Writing = { url, tenant: shop.slug, offeringId, staff, rate, days };
  const writer = new Worker(new URL('./list-slots-writer.ts', import.meta.url), { workerData: writing });
  const broken = once(writer, 'error').then(([error]) => Promise.reject(error instanceof Error ? error : new Error(String(error))));
  await Promise.race([once(writer, 'message'), broken]);
  const result = await Promise.race([work(), broken]);
  const written = once(writer, 'message');
  writer.postMessage('enough');
  const [count] = await Promise.race([written, broken]);
  return [result, Number(count)];
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { past: { type: 'string', default: String(PAST[2]) }, rate: { type: 'string', default: String(RATE) } } });
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  for (const figure of await listSlotsBenchmark({ past: Number(values.past), rate: Number(values.rate) }).run({ line: say })) say(JSON.stringify(figure));
}
