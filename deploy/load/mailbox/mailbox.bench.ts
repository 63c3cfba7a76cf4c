/**
 * Turns a second of booking's mailbox, against the same code at batch size 1 with 16 connections: both on one durable
 * Postgres with a million rows in each large table, in turns of a few seconds, 64 callers who wait for each answer.
 */
import { trace } from '@opentelemetry/api';
import { createMailbox, type Mailbox } from '../../../services/runtime/actor/mailbox.ts';
import type { Submission } from '../../../services/runtime/actor/submission.ts';
import { openDatabase } from '../../../services/runtime/db/database.ts';
import { newId } from '../../../services/runtime/ids.ts';
import { createLogger } from '../../../services/runtime/logger.ts';
import { higherIsBetter, median, type Benchmark, type Figure, type Report } from '../benchmark.ts';
import { startMailboxDatabase, type MailboxDatabase } from './mailbox-database.ts';
import { preloadedCalendar, preloadedTenant, PRELOADED_TENANTS } from './preload.ts';
import { benchActor, calendarBooking, sessionBooking } from './workload.ts';

const CALLERS = 64;
const SLICE_MS = 3_000;
const SLICES = 3;
const REFERENCE_CONNECTIONS = 16;
const QUARTER_MS = 900_000;

/** Gives each booking its keys; one for each side, so that the two never meet. */
type Source = () => Submission<never, never>;

interface Case {
  readonly name: string;
  readonly about: string;
  readonly target: number;
  source(database: MailboxDatabase, side: number): Promise<Source>;
}

const CASES: readonly Case[] = [
  { name: 'mailbox_hot_session', about: 'everybody wants one session', target: 10, source: hotSession },
  { name: 'mailbox_hot_calendar', about: 'everybody wants one calendar', target: 8, source: hotCalendar },
  { name: 'mailbox_spread', about: `${PRELOADED_TENANTS} businesses, eight calendars each`, target: 4, source: spread },
];

export const mailboxBenchmark = (rows: number): Benchmark => ({
  name: 'mailbox',
  about: 'turns a second of booking’s mailbox against the same code at batch size 1',
  async run(report) {
    await using database = await startMailboxDatabase({ rows, line: report.line });
    report.line(`  before: ${await database.circumstances()}`);
    const figures: Figure[] = [];
    for (const one of CASES) figures.push(await measure(database, one, report));
    report.line(`  after: ${await database.circumstances()}`);
    return figures;
  },
});

async function measure(database: MailboxDatabase, { name, about, target, source }: Case, report: Report): Promise<Figure> {
  await using batched = await openSide(database, {});
  await using single = await openSide(database, { maxBatch: 1, connections: REFERENCE_CONNECTIONS });
  const sources = { batched: await source(database, 0), single: await source(database, 1) };
  const rates = { batched: [] as number[], single: [] as number[] };
  await drive(batched.mailbox, sources.batched, SLICE_MS / 3);
  await drive(single.mailbox, sources.single, SLICE_MS / 3);
  for (let slice = 0; slice < SLICES; slice += 1) {
    rates.batched.push(await drive(batched.mailbox, sources.batched, SLICE_MS));
    rates.single.push(await drive(single.mailbox, sources.single, SLICE_MS));
  }
  const text = (samples: readonly number[]): string => samples.map((rate) => Math.round(rate)).join(', ');
  report.line(`  ${name} (${about}): ${text(rates.batched)} turns/s; at batch size 1: ${text(rates.single)}`);
  return higherIsBetter({
    name, target, unit: 'turns/s', value: median(rates.batched), reference: median(rates.single), against: `batch size 1, ${REFERENCE_CONNECTIONS} connections`,
  });
}

interface Side extends AsyncDisposable {
  readonly mailbox: Mailbox;
}

async function openSide({ appUrl, relayUrl }: MailboxDatabase, { maxBatch, connections }: { readonly maxBatch?: number; readonly connections?: number }): Promise<Side> {
  const tracer = trace.getTracer('bench');
  const stack = new AsyncDisposableStack();
  const database = stack.use(await openDatabase({ url: appUrl, relayUrl, entities: [], tracer, ...(connections && { poolSize: connections }) }));
  const mailbox = stack.use(
    createMailbox({
      service: 'booking', actors: [benchActor], database, tracer, logger: createLogger({ service: 'bench', level: 'error' }),
      ...(maxBatch && { maxBatch }),
      ...(connections && { maxInFlight: connections }),
    }),
  );
  return { mailbox, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** Keeps the callers busy for a while; gives the turns a second. */
async function drive(mailbox: Mailbox, next: Source, ms: number): Promise<number> {
  const started = performance.now();
  let done = 0;
  const caller = async (): Promise<void> => {
    while (performance.now() - started < ms) {
      await mailbox.submit(next());
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return done / ((performance.now() - started) / 1000);
}

async function hotSession(database: MailboxDatabase, side: number): Promise<Source> {
  const tenantId = preloadedTenant(side);
  const [sessionId, offeringId] = [newId(), newId()];
  await database.admin(
    `insert into session (tenant_id, id, version, offering_id, starts, ends, time_zone, local_start, local_end, capacity, free, created_time, updated_time)
     values ($1, $2, 1, $3, now() + interval '10 days', now() + interval '10 days 2 hours', 'Europe/Lisbon', '2027-01-01T20:00', '2027-01-01T22:00', 1000000, '{[0,1000000)}', now(), now())`,
    [tenantId, sessionId, offeringId],
  );
  return () => sessionBooking(tenantId, sessionId, offeringId);
}

/** One quarter of an hour after the other, from some days ahead on. */
function quarters(days: number): () => Date {
  let next = Math.ceil(Date.now() / QUARTER_MS) * QUARTER_MS + days * 24 * 3_600_000;
  return () => new Date((next += QUARTER_MS));
}

async function hotCalendar(_: MailboxDatabase, side: number): Promise<Source> {
  const time = quarters(1);
  return () => calendarBooking(preloadedTenant(side), preloadedCalendar(side), time());
}

async function spread(_: MailboxDatabase, side: number): Promise<Source> {
  const calendars = PRELOADED_TENANTS * 4;
  // Years after what the hot calendar's callers took.
  const time = quarters(3_650);
  let start = time();
  let number = 0;
  return () => {
    number += 1;
    if (number % calendars === 0) start = time();
    // A stride that is prime to the number of calendars: neighbours in time are never neighbours in the tables.
    const calendar = ((number * 1_237) % calendars) + side * calendars;
    return calendarBooking(preloadedTenant(calendar % PRELOADED_TENANTS), preloadedCalendar(calendar), start);
  };
}
