/** Sells one session out to many callers at once, over gRPC, on a durable Postgres, with booking in processes of its own; every sale is checked. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OfferingKind } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { assertLinearizable } from '#runtime/testing/linearizability/check.ts';
import { capacity } from '#runtime/testing/linearizability/models/capacity.ts';
import type { Served } from '#runtime/testing/service-harness.ts';
import { countersAt, rush, type RushResult } from '../../services/booking/test/claims.ts';
import { startStandOf } from '../../services/booking/test/stand.ts';
import { startPostgres } from '../dev/postgres.ts';
import type { Report } from './benchmark.ts';

/** What is sold, and how many want it. */
export interface Sale {
  readonly places: number;
  readonly claims: number;
  /** At once; each waits for an answer before it claims again. */
  readonly callers: number;
}

/** Who sells. */
export interface Side {
  readonly about: string;
  readonly processes: number;
  readonly maxBatch?: number;
}

const WARM_UP = 5;
const WARM_UP_SALE: Sale = { places: 100, claims: 1_000, callers: 250 };

/** A process of booking, which tells what processor time it has had. */
interface BookingProcess extends Served {
  cpuSeconds(): Promise<number>;
}

/**
 * Sells one session out, on servers of its own; gives the seconds until the last answer. Throws when not exactly the places were
 * sold, when an answer was neither a place nor a refusal, or when the history is not linearizable.
 */
export async function sellOut({ about, processes, maxBatch }: Side, sale: Sale, report: Report): Promise<number> {
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
  for (let sold = 0; sold < WARM_UP; sold += 1) await rush({ ...rushed, sessionId: await stand.session(offeringId, WARM_UP_SALE.places), ...WARM_UP_SALE });
  const sessionId = await stand.session(offeringId, sale.places);
  const before = await processorTime(stand.harness.replicas);
  const result = await withoutStacks(() => rush({ ...rushed, sessionId, ...sale }));
  const after = await processorTime(stand.harness.replicas);
  report.line(
    `  ${about.padEnd(16)}${result.seconds.toFixed(2)} s, answers ${JSON.stringify(result.reasons)}; processor time: ` +
      `booking ${(after.booking - before.booking).toFixed(1)} s, callers and peers ${(after.callers - before.callers).toFixed(1)} s`,
  );
  check(about, sale, result);
  return result.seconds;
}

function check(about: string, { places, claims }: Sale, { reasons, booked, history }: RushResult): void {
  const right = reasons['none'] === places && reasons['SLOT_TAKEN'] === claims - places && new Set(booked).size === places;
  if (!right) throw new Error(`${about}: every claim has to be sold or refused, and ${places} to be sold; the answers were ${JSON.stringify(reasons)}`);
  assertLinearizable(capacity(places), history);
}

/** Thousands of refusals are as many errors in the callers' process; their stacks are no part of what is measured. */
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
