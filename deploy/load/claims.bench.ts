/**
 * 10,000 claims by 500 concurrent callers on one session of 100 places: seconds until the last answer, over gRPC, on a durable
 * Postgres, booking in one or two processes of its own; against one process at batch size 1. Every run is checked: exactly 100
 * winners, no answer but a place or a refusal, and a history that is linearizable.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OfferingKind } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { assertLinearizable } from '#runtime/testing/linearizability/check.ts';
import { capacity } from '#runtime/testing/linearizability/models/capacity.ts';
import { stopTestNats } from '#runtime/testing/nats.ts';
import type { Served } from '#runtime/testing/service-harness.ts';
import { countersAt, rush, type RushResult } from '../../services/booking/test/claims.ts';
import { startStandOf } from '../../services/booking/test/stand.ts';
import { startPostgres } from '../dev/postgres.ts';
import { lowerIsBetter, median, type Benchmark, type Figure, type Report } from './benchmark.ts';

const PLACES = 100;
const CLAIMS = 10_000;
const CALLERS = 500;
const WARM_UP = 5;
const LIMIT_SECONDS = 5;

interface Side {
  readonly about: string;
  readonly processes: number;
  readonly maxBatch?: number;
}

const BATCHED: Side = { about: 'in batches', processes: 1 };
const SINGLE: Side = { about: 'at batch size 1', processes: 1, maxBatch: 1 };
const TWO: Side = { about: 'two processes', processes: 2 };

export const claimsBenchmark = ({ runs = 3, sides = [BATCHED, SINGLE, TWO] }: { readonly runs?: number; readonly sides?: readonly Side[] } = {}): Benchmark => ({
  name: 'claims',
  about: `${CLAIMS.toLocaleString('en')} claims by ${CALLERS} callers on ${PLACES} places; the limit is ${LIMIT_SECONDS} s`,
  async run(report) {
    const seconds = new Map<Side, number[]>(sides.map((side) => [side, []]));
    for (let run = 0; run < runs; run += 1) {
      for (const side of sides) seconds.get(side)?.push(await sellOut(side, report));
    }
    await stopTestNats();
    const of = (side: Side): number => median(seconds.get(side) ?? []);
    const figure = (name: string, side: Side): Figure => lowerIsBetter({ name, value: of(side), unit: 's', reference: of(SINGLE), against: 'one process at batch size 1' });
    return [figure('claims_10k', BATCHED), figure('claims_10k_two_processes', TWO)];
  },
});

/** A process of booking, which tells what processor time it has had. */
interface BookingProcess extends Served {
  cpuSeconds(): Promise<number>;
}

/** Sells one session out, on servers of its own; gives the seconds. */
async function sellOut({ about, processes, maxBatch }: Side, report: Report): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'berth-claims-'));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  const postgres = stack.use(await startPostgres({ dir, port: 0 }));
  const start = (env: Readonly<Record<string, string>>) => startProcess({ ...env, ...(maxBatch && { CLAIMS_MAX_BATCH: String(maxBatch) }) });
  const stand = stack.use(await startStandOf(start, { now: new Date(0) }, { postgresUrl: postgres.adminUrl, replicas: processes }));
  const offeringId = stand.offer(OfferingKind.EVENT);
  await stand.tell(offeringId);
  const rushed = { counters: countersAt(stand.harness), offeringId, customer: stand.customer };
  // As warm as a process is that has sold out before: a turn runs several times faster once the engine has compiled it.
  for (let sold = 0; sold < WARM_UP; sold += 1) await rush({ ...rushed, sessionId: await stand.session(offeringId, PLACES), callers: CALLERS / 2, claims: 1_000 });
  const sessionId = await stand.session(offeringId, PLACES);
  const before = await processorTime(stand.harness.replicas);
  const result = await withoutStacks(() => rush({ ...rushed, sessionId, callers: CALLERS, claims: CLAIMS }));
  const after = await processorTime(stand.harness.replicas);
  report.line(
    `  ${about.padEnd(16)}${result.seconds.toFixed(2)} s, answers ${JSON.stringify(result.reasons)}; processor time: ` +
      `booking ${(after.booking - before.booking).toFixed(1)} s, callers and peers ${(after.callers - before.callers).toFixed(1)} s`,
  );
  check(about, result);
  return result.seconds;
}

function check(about: string, { reasons, booked, history }: RushResult): void {
  const right = reasons['none'] === PLACES && reasons['SLOT_TAKEN'] === CLAIMS - PLACES && new Set(booked).size === PLACES;
  if (!right) throw new Error(`${about}: every claim has to be sold or refused, and ${PLACES} to be sold`);
  assertLinearizable(capacity(PLACES), history);
}

/** 9,900 refusals are 9,900 errors in the callers' process; their stacks are no part of what is measured. */
async function withoutStacks<T>(work: () => Promise<T>): Promise<T> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  return work().finally(() => (Error.stackTraceLimit = stackTraceLimit));
}

async function processorTime(processes: readonly BookingProcess[]): Promise<{ booking: number; callers: number }> {
  const { user, system } = process.cpuUsage();
  let booking = 0;
  for (const one of processes) booking += await one.cpuSeconds();
  return { booking, callers: (user + system) / 1e6 };
}

async function startProcess(env: Readonly<Record<string, string>>): Promise<BookingProcess> {
  const child = fork(new URL('./claims-process.ts', import.meta.url), { env });
  const told = async (field: 'grpcPort' | 'cpuSeconds'): Promise<number> => {
    const [message]: unknown[] = await once(child, 'message');
    const value = typeof message === 'object' && message !== null && field in message ? (message as Record<string, unknown>)[field] : undefined;
    if (typeof value !== 'number') throw new TypeError(`the booking process did not tell its ${field}`);
    return value;
  };
  return {
    grpcPort: await told('grpcPort'),
    cpuSeconds() {
      child.send('cpu');
      return told('cpuSeconds');
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.send('stop');
      await ended;
    },
  };
}
