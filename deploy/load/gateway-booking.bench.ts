/**
 * Bookings a second through the gateway (JSON, Connect over HTTP/1.1, durable Postgres, every part a process), against an
 * empty RPC behind the same gateway: in turns of a few seconds, 64 callers who wait for each answer.
 *
 * `gateway_booking` is what the call itself costs: the services that react to a booking are held meanwhile and catch up after,
 * since they do their share on other machines, and the empty RPC has nothing that follows it. `gateway_booking_whole` has all
 * of it on these cores: a payment made at the provider, its webhook back through the gateway, mails. `gateway_hold` is the
 * whole for a booking that no payment follows (checkout `CART`). Before each turn the network has come to rest.
 *
 * By itself: `node deploy/load/gateway-booking.bench.ts`, with `--only booking` for one side and `--profile DIR` for CPU profiles of all processes.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { higherIsBetter, median, type Benchmark, type Figure, type Report } from './benchmark.ts';
import type { Answer, Order, Slice } from './gateway-callers.ts';
import { startGatewayNetwork, type GatewayNetwork } from './gateway-network.ts';
import { summarise } from './percentiles.ts';
import { holdProcesses, processTimes, timesBetween, type ProcessTimes } from './process-times.ts';

const CALLERS = 64;
const TENANTS = 4;
const SLICE_MS = 5_000;
const SLICES = 4;
/** Few bookings: each is looked up at the provider a minute later, and holds warm up the same way through gateway and booking. */
const WARM_CALLS: Readonly<Record<Side, number>> = { whole: 1_000, booking: 1_000, hold: 4_000, empty: 6_000, straight: 6_000 };
const LONGEST_WARM_UP_MS = 40_000;
/** Processes that an empty call keeps busy. */
const REFERENCE_PROCESSES = new Set(['gateway', 'gateway-empty-service', 'gateway-callers', 'admin', 'pg admin']);
const FOREIGN_SHARE = 0.15;
const REPEATS = 4;
const SIDES = ['booking', 'whole', 'hold', 'empty', 'straight'] as const;
/** What reacts to a booking. */
const REACTING = new Set(['payment', 'receipt', 'notification', 'integration']);
const NOBODY: ReadonlySet<string> = new Set();
type Side = (typeof SIDES)[number];

export interface GatewayBenchmarkOptions {
  readonly slices?: number;
  readonly sliceMs?: number;
  readonly sides?: readonly Side[];
  /** Environment of all processes, for profiling. */
  readonly env?: Readonly<Record<string, string>>;
}

export const gatewayBenchmark = (options: GatewayBenchmarkOptions = {}): Benchmark => ({
  name: 'gateway_booking',
  about: 'bookings a second through the gateway against an empty RPC through the same gateway',
  run: (report) => measure(report, options),
});

async function measure(report: Report, { slices = SLICES, sliceMs = SLICE_MS, sides = SIDES, env = {} }: GatewayBenchmarkOptions): Promise<readonly Figure[]> {
  await using gateway = await startGatewayNetwork({ callers: CALLERS, tenants: TENANTS, env });
  await using callers = await startCallers(gateway);
  report.line(`  ${await gateway.circumstances()}; ${CALLERS} callers, ${TENANTS} tenants, every part a process`);
  for (const side of sides) report.line(`  ${side} warmed up: ${spread(await warmUp(callers, side, sliceMs))}`);
  await atRest(report);
  const before = { bookings: await gateway.bookingCount(), transactions: await gateway.transactions() };
  const results: Record<Side, Slice[]> = { booking: [], whole: [], hold: [], empty: [], straight: [] };
  for (let slice = 0; slice < slices; slice += 1) {
    for (const side of sides) {
      results[side].push(await measureSlice(callers, side, sliceMs, report));
    }
  }
  await atRest(report);
  const stored = (await gateway.bookingCount()) - before.bookings;
  const answered = [...results.booking, ...results.whole, ...results.hold].reduce((sum, { latencies }) => sum + latencies.length, 0);
  if (stored !== answered) throw new Error(`${answered} bookings were acknowledged, but ${stored} are stored`);
  if (answered > 0) report.line(`  transactions a booking: ${perBooking(before.transactions, await gateway.transactions(), answered)}`);
  for (const side of sides) report.line(`  ${side}: ${spread(results[side])}`);
  return figures(results);
}

/** One slice from rest. What bookings left to do comes a minute late as well; a slice of the reference into which it fell is measured again. */
async function measureSlice(callers: Callers, side: Side, sliceMs: number, report: Report): Promise<Slice> {
  for (let repeat = 0; ; repeat += 1) {
    await atRest(report);
    const before = processTimes();
    using _ = holdProcesses(side === 'booking' ? REACTING : NOBODY);
    const slice = await callers.run(side, sliceMs);
    const after = processTimes();
    report.line(`  ${side.padEnd(9)}${describe(slice, before, after)}`);
    if (side === 'booking' || side === 'whole' || side === 'hold' || repeat === REPEATS || foreignShare(before, after) <= FOREIGN_SHARE) return slice;
    report.line(`  ${side.padEnd(9)}again: other work fell into it`);
  }
}

function foreignShare(before: ProcessTimes, after: ProcessTimes): number {
  const times = timesBetween(before, after);
  const sum = (some: readonly (readonly [string, number])[]): number => some.reduce((total, [, seconds]) => total + seconds, 0);
  return sum(times.filter(([name]) => !REFERENCE_PROCESSES.has(name))) / sum(times);
}

/** Until the code of every process has seen enough calls to be compiled for good: rates rise for thousands of calls. */
async function warmUp(callers: Callers, side: Side, sliceMs: number): Promise<readonly Slice[]> {
  const slices: Slice[] = [];
  const started = performance.now();
  const isWarm = (): boolean => slices.reduce((sum, { latencies }) => sum + latencies.length, 0) >= WARM_CALLS[side] || performance.now() - started > LONGEST_WARM_UP_MS;
  while (!isWarm()) slices.push(await callers.run(side, sliceMs));
  return slices;
}

function figures(results: Readonly<Record<Side, readonly Slice[]>>): readonly Figure[] {
  // Without all sides there is nothing to compare.
  if (SIDES.some((side) => results[side].length === 0)) return [];
  const rate = (side: Side): number => median(results[side].map(rateOf));
  const against = 'an empty RPC, same gateway';
  return [
    higherIsBetter({ name: 'gateway_booking', unit: 'bookings/s', target: 0.25, value: rate('booking'), reference: rate('empty'), against }),
    higherIsBetter({ name: 'gateway_booking_whole', unit: 'bookings/s', value: rate('whole'), reference: rate('empty'), against }),
    higherIsBetter({ name: 'gateway_hold', unit: 'bookings/s', value: rate('hold'), reference: rate('empty'), against }),
    higherIsBetter({ name: 'gateway_empty', unit: 'calls/s', value: rate('empty'), reference: rate('straight'), against: 'the same RPC without a gateway' }),
  ];
}

const perBooking = (before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>, bookings: number): string =>
  [...after].map(([name, count]) => `${name} ${((count - (before.get(name) ?? 0)) / bookings).toFixed(2)}`).join(', ');

const rateOf = ({ latencies, seconds }: Slice): number => latencies.length / seconds;

function spread(slices: readonly Slice[]): string {
  const { count, p50, p99 } = summarise(slices.flatMap(({ latencies }) => latencies));
  const rates = slices.map((slice) => Math.round(rateOf(slice))).join(', ');
  return `${rates} calls/s; ${count} calls, p50 ${p50} ms, p99 ${p99} ms`;
}

function describe(slice: Slice, before: ProcessTimes, after: ProcessTimes): string {
  const times = timesBetween(before, after);
  const perCall = (seconds: number): string => ((seconds / slice.latencies.length) * 1000).toFixed(2);
  const cpu = times.filter(([, seconds]) => seconds / slice.seconds >= 0.01).map(([name, seconds]) => `${name} ${perCall(seconds)}`);
  const all = times.reduce((sum, [, seconds]) => sum + seconds, 0);
  return `${Math.round(rateOf(slice))} calls/s; CPU ms a call: ${perCall(all)} (${cpu.join(', ')}); ${(all / slice.seconds).toFixed(1)} cores`;
}

interface Callers extends AsyncDisposable {
  run(side: Side, ms: number): Promise<Slice>;
}

async function startCallers({ gatewayPort: port, bookings, holds, empties, straight }: GatewayNetwork): Promise<Callers> {
  const child = fork(new URL('./gateway-callers.ts', import.meta.url));
  const ended = once(child, 'exit').then(([code]): Answer => ({ error: `the callers ended with ${String(code)}` }));
  const orders: Readonly<Record<Side, Omit<Order, 'ms'>>> = {
    booking: { through: { port, prepared: bookings } },
    whole: { through: { port, prepared: bookings } },
    hold: { through: { port, prepared: holds } },
    empty: { through: { port, prepared: empties } },
    straight: { straight },
  };
  return {
    async run(side, ms) {
      const told = Promise.withResolvers<Answer>();
      child.once('message', (answer: Answer) => told.resolve(answer));
      child.send({ ...orders[side], ms } satisfies Order);
      const answer = await Promise.race([told.promise, ended]);
      if ('error' in answer) throw new Error(answer.error);
      return answer.slice;
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}

const REST_CORES = 0.2;
const LOOK_MS = 1_000;
const PATIENCE_MS = 30_000;

/** Resolves once the network does next to nothing: what the last slice set off is over. */
async function atRest(report: Report): Promise<void> {
  const started = performance.now();
  for (let before = processTimes(); ; ) {
    await delay(LOOK_MS);
    const after = processTimes();
    const times = timesBetween(before, after);
    const cores = times.reduce((sum, [, seconds]) => sum + seconds, 0) / (LOOK_MS / 1000);
    if (cores < REST_CORES) return;
    if (performance.now() - started > PATIENCE_MS) {
      report.line(`  not at rest after ${PATIENCE_MS / 1000} s: ${times.slice(0, 4).map(([name, seconds]) => `${name} ${seconds.toFixed(2)}`).join(', ')}`);
      return;
    }
    before = after;
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      slices: { type: 'string', default: String(SLICES) }, 'slice-ms': { type: 'string', default: String(SLICE_MS) },
      only: { type: 'string' }, profile: { type: 'string' },
    },
  });
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const result = await gatewayBenchmark({
    slices: Number(values.slices),
    sliceMs: Number(values['slice-ms']),
    sides: SIDES.filter((side) => values.only === undefined || values.only === side),
    ...(values.profile !== undefined && { env: { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${values.profile}` } }),
  }).run({ line: say });
  for (const figure of result) say(JSON.stringify(figure));
}
