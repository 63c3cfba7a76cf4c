/** I6: nothing stays half done: no place is kept by a hold that is over, no money without a booking or a way back. */
import type { Evidence, Invariant } from './evidence.ts';

const OVERDUE = `select id, extract(epoch from clock_timestamp() - hold_expires)::int as seconds from booking
  where status = 'pending' and not hold_claimed and hold_expires < clock_timestamp() - interval '5 seconds'`;
const CLAIMED = `select id from booking where status = 'pending' and hold_claimed`;
const PARKED = `select name, kind, key, last_error from effect where parked_time is not null`;

export const nothingStuck: Invariant = {
  name: 'I6',
  meaning: 'No hold outlives its expiry by more than 5 s, no claimed booking waits for its money for ever, no captured payment is without a confirmed booking or a refund, and no effect or reminder is parked.',
  async check(evidence: Evidence) {
    const booking = evidence.rows('booking');
    const overdue = await booking<{ id: string; seconds: number }>(OVERDUE);
    const claimed = await booking<{ id: string }>(CLAIMED);
    return [
      ...overdue.map(({ id, seconds }) => `booking ${id} still keeps its place, ${seconds} s after its hold ended`),
      ...claimed.map(({ id }) => `booking ${id} is claimed and neither confirmed nor released`),
      ...(await homeless(evidence)),
      ...(await parked(evidence)),
    ];
  },
};

async function homeless(evidence: Evidence): Promise<string[]> {
  const rows = await evidence.rows('payment')<{ id: string; payable_id: string }>(
    `select id, payable_id from payment p where captured_minor > 0
     and not exists (select from refund where refund.tenant_id = p.tenant_id and refund.payment_id = p.id)`,
  );
  const confirmed = await evidence.rows('booking')<{ id: string }>(`select id from booking where status = 'confirmed'`);
  const homes = new Set(confirmed.map(({ id }) => id));
  return rows.filter(({ payable_id: id }) => !homes.has(id)).map(({ id }) => `payment ${id} is captured, without a confirmed booking and without a refund`);
}

async function parked(evidence: Evidence): Promise<string[]> {
  const found: string[] = [];
  for (const service of evidence.services) {
    const rows = await evidence.rows(service)<{ name: string; kind: string; key: string; last_error: string | null }>(PARKED);
    found.push(...rows.map(({ name, kind, key, last_error: error }) => `${service}: ${kind} ${name} of ${key} is parked: ${error ?? 'no error kept'}`));
  }
  return found;
}
