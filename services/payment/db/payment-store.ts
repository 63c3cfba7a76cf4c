/** Payments as rows with their refunds; every change of money writes its ledger entries in the same transaction. */
import type { Change, Load, Store } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import type { Payment } from '../domain/payment.ts';
import { toColumns } from './columns.ts';
import { appendEntries } from './ledger-store.ts';
import { fromPaymentRow, fromRefundRow, toPaymentColumns, toRefundColumns, type PaymentRow, type RefundRow } from './payment-row.ts';

export const paymentStore: Store<Payment> = { load, save };

async function load(query: Query, loads: readonly Load[]): Promise<ReadonlyMap<string, Payment>> {
  const found = await loadPayments(query, loads.map(({ key }) => key.id));
  return new Map([...found].map(([id, { payment }]) => [id, payment]));
}

/** A payment with its row's version, which is its etag. */
export interface VersionedPayment {
  readonly payment: Payment;
  readonly version: bigint;
}

/** Payments by id; also for reads outside turns. */
export async function loadPayments(query: Query, ids: readonly string[]): Promise<ReadonlyMap<string, VersionedPayment>> {
  const rows = await query.run<PaymentRow>('select * from payment where id = any($1::uuid[])', [ids]);
  if (rows.length === 0) return new Map();
  const refunds = await query.run<RefundRow>('select * from refund where payment_id = any($1::uuid[]) order by created_time, id', [ids]);
  const refundsOf = Map.groupBy(refunds, ({ payment_id }) => payment_id);
  return new Map(
    rows.map((row) => [row.id, { payment: fromPaymentRow(row, (refundsOf.get(row.id) ?? []).map(fromRefundRow)), version: row.version }]),
  );
}

async function save(query: Query, changes: readonly Change<Payment>[]): Promise<void> {
  await savePayments(query, changes);
  await saveRefunds(query, changes);
  await appendEntries(query, changes);
}

const COLUMNS = `tenant_id, id, version, payable_kind, payable_id, customer_id, status, amount_minor, captured_minor, currency, fence, capture_fence,
  provider, account, provider_reference, client_secret, method_label, reason, released, last_attempt, captured_time, progressed_time,
  traceparent, created_time, updated_time`;

const TYPES = `$1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::uuid[], $6::uuid[], $7::text[], $8::bigint[], $9::bigint[], $10::text[],
  $11::bigint[], $12::bigint[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[], $20::jsonb[],
  $21::timestamptz[], $22::timestamptz[], $23::text[], $24::timestamptz[], $25::timestamptz[]`;

/** The keys are locked: a row that exists is the payment's own. */
async function savePayments(query: Query, changes: readonly Change<Payment>[]): Promise<void> {
  const rows = changes.flatMap((change) => (change.after ? [toPaymentColumns(change, change.after)] : []));
  if (rows.length === 0) return;
  await query.run(
    `insert into payment (${COLUMNS}) select * from unnest(${TYPES})
     on conflict (tenant_id, id) do update set version = excluded.version, status = excluded.status, captured_minor = excluded.captured_minor,
       capture_fence = excluded.capture_fence, provider_reference = excluded.provider_reference, client_secret = excluded.client_secret,
       method_label = excluded.method_label, reason = excluded.reason, released = excluded.released, last_attempt = excluded.last_attempt,
       captured_time = excluded.captured_time, progressed_time = excluded.progressed_time, updated_time = excluded.updated_time`,
    toColumns(rows),
  );
}

async function saveRefunds(query: Query, changes: readonly Change<Payment>[]): Promise<void> {
  const rows = changes.flatMap((change) => {
    const { before, after } = change;
    const changed = after?.refunds.filter((refund) => !before?.refunds.includes(refund)) ?? [];
    return after ? changed.map((refund) => toRefundColumns(change, after.id, refund)) : [];
  });
  if (rows.length === 0) return;
  await query.run(
    `insert into refund (tenant_id, id, version, payment_id, amount_minor, currency, status, provider_reference, reason, created_time, updated_time)
     select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[],
       $10::timestamptz[], $11::timestamptz[])
     on conflict (tenant_id, id) do update set version = excluded.version, status = excluded.status,
       provider_reference = excluded.provider_reference, updated_time = excluded.updated_time`,
    toColumns(rows),
  );
}
