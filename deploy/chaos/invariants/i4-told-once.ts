/** I4: whatever is said about a purchase to the outside is said once. */
import { toTypeId } from '#runtime/ids.ts';
import type { Evidence, Invariant } from './evidence.ts';

interface Purchase {
  readonly paymentId: string;
  readonly bookingId: string;
  readonly consent: boolean;
}

const CONFIRMED = `select b.id, coalesce((attribution->>'marketingConsent')::boolean, false) as consent from booking b where b.payment_required and exists
  (select from booking_history h where h.tenant_id = b.tenant_id and h.booking_id = b.id and h.to_status = 'confirmed')`;

export const toldOnce: Invariant = {
  name: 'I4',
  meaning: 'Every captured payment of a booking that was confirmed has exactly one printed receipt and, with consent, exactly one TikTok event; no other has any.',
  async check(evidence: Evidence) {
    const purchases = await purchasesOf(evidence);
    const wanted = new Map(purchases.map((purchase) => [purchase.paymentId, purchase]));
    const receipts = await evidence.rows('receipt')<{ payment_id: string; printed: boolean }>('select payment_id, object_key is not null as printed from receipt');
    const tracked = await evidence.rows('integration')<{ event_id: string; state: string }>('select event_id, state from tracked_event');
    const counted = evidence.tracked().filter(({ duplicate_of: earlier }) => earlier === null);
    const consented = purchases.filter(({ consent }) => consent).map(({ paymentId }) => toTypeId('pay', paymentId));
    return [
      ...exactlyOnce('receipt', wanted.keys(), receipts.map(({ payment_id: id }) => id)),
      ...receipts.filter(({ printed }) => !printed).map(({ payment_id: id }) => `the receipt of payment ${id} was not printed`),
      ...exactlyOnce('TikTok event', consented, counted.map(({ event_id: id }) => id ?? 'without an id')),
      ...tracked.filter(({ state }) => state !== 'sent').map(({ event_id: id, state }) => `the TikTok event of ${id} is ${state}`),
    ];
  },
};

async function purchasesOf(evidence: Evidence): Promise<Purchase[]> {
  const captured = await evidence.rows('payment')<{ id: string; payable_id: string }>('select id, payable_id from payment where captured_minor > 0');
  const confirmed = new Map((await evidence.rows('booking')<{ id: string; consent: boolean }>(CONFIRMED)).map(({ id, consent }) => [id, consent]));
  return captured.flatMap(({ id, payable_id: bookingId }) => {
    const consent = confirmed.get(bookingId);
    return consent === undefined ? [] : [{ paymentId: id, bookingId, consent }];
  });
}

function exactlyOnce(what: string, wanted: Iterable<string>, found: readonly string[]): string[] {
  const counts = Map.groupBy(found, (id) => id);
  const expected = new Set(wanted);
  return [
    ...[...expected].filter((id) => !counts.has(id)).map((id) => `payment ${id} has no ${what}`),
    ...[...counts].filter(([id, all]) => expected.has(id) && all.length > 1).map(([id, all]) => `payment ${id} has ${all.length} of: ${what}`),
    ...[...counts.keys()].filter((id) => !expected.has(id)).map((id) => `there is a ${what} for ${id}, which is no payment of a confirmed booking`),
  ];
}
