/** Waits until everything that was begun has come to an end, by looking; what still moves has a name. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Evidence } from './invariants/evidence.ts';
import { whoIsBehind } from './invariants/i5-events-arrive.ts';

export interface Rest {
  readonly seconds: number;
  /** What still moved at the end of our patience; empty when all is at rest. */
  readonly moving: readonly string[];
}

const LOOK_MS = 250;
const COUNTS: readonly { readonly service?: string; readonly what: string; readonly sql: string }[] = [
  { what: 'events wait in the outbox', sql: 'select count(*)::int as count from outbox where published_time is null' },
  {
    what: 'effects and due reminders wait',
    sql: `select count(*)::int as count from effect where parked_time is null and (kind = 'effect' or due_time < clock_timestamp())`,
  },
  { service: 'payment', what: 'payments are under way', sql: `select count(*)::int as count from payment where status in ('creating', 'authorized', 'capturing')` },
  { service: 'payment', what: 'refunds are under way', sql: `select count(*)::int as count from refund where status in ('requested', 'pending')` },
  {
    service: 'booking',
    what: 'bookings are claimed or expired',
    sql: `select count(*)::int as count from booking where status = 'pending' and (hold_claimed or hold_expires < clock_timestamp())`,
  },
];

/** Gives up after `limitMs`. A database that is away moves too. */
export async function quiesce(evidence: Evidence, limitMs: number): Promise<Rest> {
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  for (;;) {
    const moving = await whatMoves(evidence).catch((error: unknown) => [`a database is away: ${String(error)}`]);
    if (moving.length === 0 || performance.now() - started > limitMs) return { seconds: seconds(), moving };
    await delay(LOOK_MS);
  }
}

async function whatMoves(evidence: Evidence): Promise<string[]> {
  const counts = await Promise.all(
    COUNTS.flatMap(({ service, what, sql }) =>
      (service === undefined ? evidence.services : [service]).map(async (name) => {
        const [row] = await evidence.rows(name)<{ count: number }>(sql);
        return row && row.count > 0 ? [`${name}: ${row.count} ${what}`] : [];
      }),
    ),
  );
  const webhooks = evidence.deliveries().filter(({ state }) => state === 'pending').length;
  const found = [...counts.flat(), ...(webhooks > 0 ? [`${webhooks} webhooks wait`] : [])];
  if (found.length > 0) return found;
  return (await whoIsBehind(evidence)).map(({ consumer, keys, example }) => `${consumer} is behind on ${keys} keys, such as ${example}`);
}
