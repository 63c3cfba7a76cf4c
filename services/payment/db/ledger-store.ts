/** Appends ledger entries; Postgres refuses to change a line and to commit an entry that does not balance. */
import type { Change } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import { derivedId } from '../../runtime/ids.ts';
import { type Entry, entriesBetween } from '../domain/ledger.ts';
import type { Payment } from '../domain/payment.ts';
import { toColumns } from './columns.ts';

/** Writes the entries that the changes of money come to. */
export async function appendEntries(query: Query, changes: readonly Change<Payment>[]): Promise<void> {
  const rows = changes.flatMap((change) => {
    const { before, after } = change;
    return after ? entriesBetween(before, after).flatMap((entry) => toLines(change, after.id, entry)) : [];
  });
  if (rows.length === 0) return;
  await query.run(
    `insert into ledger_line (tenant_id, entry_id, line, payment_id, refund_id, kind, account, amount_minor, currency, created_time)
     select * from unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::bigint[], $9::text[], $10::timestamptz[])`,
    toColumns(rows),
  );
}

/** A payment's version names the change, so the same change cannot be booked twice. */
function toLines({ tenantId, version, now }: Change<Payment>, paymentId: string, { kind, refundId, lines }: Entry): unknown[][] {
  const entryId = derivedId('entry', paymentId, String(version), kind, refundId ?? '');
  return lines.map(({ account, amount }, line) => [
    tenantId, entryId, line, paymentId, refundId, kind, account, amount.minor, amount.currency, now,
  ]);
}
