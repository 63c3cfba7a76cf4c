/**
 * Turns a second of booking's mailbox, against the same code at batch size 1 with 16 connections: both on one durable
 * Postgres with a million rows in each large table, in turns of a few seconds, 64 callers who wait for each answer. What
 * commands find out in `prepare`, outside of turns, is made before a slice.
 */
import { higherIsBetter, median, type Benchmark, type Figure, type Report } from '../benchmark.ts';
import { startMailboxDatabase, type MailboxDatabase } from './mailbox-database.ts';
import { PRELOADED_TENANTS } from './preload.ts';
import { drive, openSide } from './side.ts';
import { hotCalendar, hotSession, madeAhead, spread, type Source } from './sources.ts';

const CALLERS = 64;
const SLICE_MS = 3_000;
const SLICES = 3;
const REFERENCE_CONNECTIONS = 16;
/** Bookings made before a slice: more than either side gets through here. */
const AHEAD = { batched: 24_000, single: 4_500 };

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
  await using batched = await openSide(database);
  await using single = await openSide(database, { maxBatch: 1, connections: REFERENCE_CONNECTIONS });
  const sources = { batched: await source(database, 0), single: await source(database, 1) };
  const rates = { batched: [] as number[], single: [] as number[] };
  await drive(batched.mailbox, sources.batched, CALLERS, SLICE_MS / 3);
  await drive(single.mailbox, sources.single, CALLERS, SLICE_MS / 3);
  for (let slice = 0; slice < SLICES; slice += 1) {
    rates.batched.push((await drive(batched.mailbox, madeAhead(sources.batched, AHEAD.batched), CALLERS, SLICE_MS)).rate);
    rates.single.push((await drive(single.mailbox, madeAhead(sources.single, AHEAD.single), CALLERS, SLICE_MS)).rate);
  }
  const text = (samples: readonly number[]): string => samples.map((rate) => Math.round(rate)).join(', ');
  report.line(`  ${name} (${about}): ${text(rates.batched)} turns/s; at batch size 1: ${text(rates.single)}`);
  return higherIsBetter({
    name, target, unit: 'turns/s', value: median(rates.batched), reference: median(rates.single), against: `batch size 1, ${REFERENCE_CONNECTIONS} connections`,
  });
}
