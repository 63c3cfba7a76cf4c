/**
 * What one caller's trouble costs the others: a tenant that floods the mailbox, and a key that someone else holds. Both are
 * measured against the same mailbox without the trouble, in turns of a few seconds.
 */
import pg from 'pg';
import type { Mailbox } from '../../../services/runtime/actor/mailbox.ts';
import { lowerIsBetter, median, type Benchmark, type Figure, type Report } from '../benchmark.ts';
import { summarise } from '../percentiles.ts';
import { startMailboxDatabase, type MailboxDatabase } from './mailbox-database.ts';
import { preloadedCalendar, preloadedTenant, PRELOADED_TENANTS } from './preload.ts';
import { drive, openSide } from './side.ts';
import { businessOf, hotSession, quarters, spread, type Source } from './sources.ts';
import { calendarBooking } from './workload.ts';

const CALLERS = 16;
const SLICE_MS = 3_000;
const SLICES = 3;
const FLOOD = 5_000;
const ALLOWED_MS = 50;

export const fairnessBenchmark = (rows: number): Benchmark => ({
  name: 'fairness',
  about: 'what a flood of another tenant, and a key that someone else holds, cost everybody else',
  async run(report) {
    await using database = await startMailboxDatabase({ rows, line: report.line });
    return [await flood(database, report), await stuckKey(database, report)];
  },
});

/** The 99th percentile of a tenant with 16 callers, alone and beside 5,000 waiting commands of another. */
async function flood(database: MailboxDatabase, report: Report): Promise<Figure> {
  await using side = await openSide(database);
  const [flooding, mine] = [await hotSession(database, 0), businessOf(1)];
  const alone: number[] = [];
  const beside: number[] = [];
  await drive(side.mailbox, mine, CALLERS, SLICE_MS);
  for (let slice = 0; slice < SLICES; slice += 1) {
    alone.push(summarise((await drive(side.mailbox, mine, CALLERS, SLICE_MS)).times).p99);
    const stop = startFlood(side.mailbox, flooding);
    beside.push(summarise((await drive(side.mailbox, mine, CALLERS, SLICE_MS)).times).p99);
    report.line(`  beside the flood, of which ${await stop()} turns were run meanwhile: p99 ${beside.at(-1)} ms; alone: ${alone.at(-1)} ms`);
    await side.mailbox.idle();
  }
  return lowerIsBetter({ name: 'mailbox_flood_p99', target: 0.5, unit: 'ms', value: median(beside), reference: median(alone), against: 'the same without the flood' });
}

/** Keeps that many commands waiting; gives how many were run when it is stopped. What still waits then is given up. */
function startFlood(mailbox: Mailbox, next: Source): () => Promise<number> {
  const stopped = new AbortController();
  let done = 0;
  const one = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await mailbox.submit({ ...next(), signal: stopped.signal });
      done += 1;
    }
  };
  const all = Promise.allSettled(Array.from({ length: FLOOD }, one));
  return async () => {
    const count = done;
    stopped.abort();
    await all;
    return count;
  };
}

/** How much longer the slowest turn on other keys takes while someone else holds a key that some turns want. */
async function stuckKey(database: MailboxDatabase, report: Report): Promise<Figure> {
  await using side = await openSide(database);
  const [others, time] = [await spread(database, 0), quarters(400)];
  // A calendar that the others do not use.
  const number = PRELOADED_TENANTS * 4 + 1;
  const [tenantId, calendarId] = [preloadedTenant(number % PRELOADED_TENANTS), preloadedCalendar(number)];
  const wanting: Source = () => calendarBooking(tenantId, calendarId, time());
  await side.mailbox.submit(wanting());
  await drive(side.mailbox, others, CALLERS, SLICE_MS);
  const free: number[] = [];
  const held: number[] = [];
  for (let slice = 0; slice < SLICES; slice += 1) {
    free.push(summarise((await drive(side.mailbox, others, CALLERS, SLICE_MS)).times).max);
    const release = await hold(database, calendarId);
    const stuck = Promise.allSettled(Array.from({ length: CALLERS }, () => side.mailbox.submit(wanting())));
    held.push(summarise((await drive(side.mailbox, others, CALLERS, SLICE_MS)).times).max);
    await release();
    await stuck;
    report.line(`  slowest turn on other keys while one is held: ${held.at(-1)} ms; with none held: ${free.at(-1)} ms`);
  }
  const added = Math.max(1, median(held.map((ms, slice) => ms - (free[slice] ?? 0))));
  return lowerIsBetter({ name: 'mailbox_stuck_key', target: 1, unit: 'ms more', value: added, reference: ALLOWED_MS, against: 'what is allowed' });
}

/** Holds a key's anchor until released. */
async function hold({ relayUrl }: MailboxDatabase, key: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: relayUrl });
  // When a run breaks off, the server goes before this connection does.
  client.on('error', () => undefined);
  await client.connect();
  await client.query('begin');
  await client.query('select from actor_anchor where key = $1 for update', [key]);
  return async () => {
    await client.query('rollback');
    await client.end();
  };
}
