/** Receipts as rows: written once, then only their rendering is added. */
import { reject } from '../../runtime/errors.ts';
import type { Query } from '../../runtime/db/query.ts';
import { WriteConflict, type Change, type Store } from '../../runtime/actor/types.ts';
import { money } from '../../runtime/money.ts';
import type { ReceiptDocument } from '../domain/document.ts';
import type { Receipt } from '../domain/receipt.ts';
import { documentHash } from './document-hash.ts';

interface ReceiptRow {
  id: string;
  number: string;
  year: number;
  sequence: number;
  booking_id: string;
  payment_id: string;
  customer_id: string;
  total_minor: bigint;
  currency: string;
  document: ReceiptDocument;
  document_sha256: string;
  object_key: string | null;
  pdf_sha256: string | null;
  issued_time: Date;
}

export const receiptStore: Store<Receipt> = {
  load: (query, loads) => loadReceipts(query, loads.map(({ key }) => key.id)),
  async save(query, changes) {
    await insertIssued(query, changes.filter(({ before }) => !before));
    await updateRendered(query, changes.filter(({ before }) => before));
  },
};

/** Receipts by id; also for reads outside turns. Throws when a document is not the one that was issued. */
export async function loadReceipts(query: Query, ids: readonly string[]): Promise<ReadonlyMap<string, Receipt>> {
  const rows = await query.run<ReceiptRow>('select * from receipt where id = any($1::uuid[])', [ids]);
  return new Map(rows.map((row) => [row.id, fromRow(row)]));
}

function fromRow(row: ReceiptRow): Receipt {
  const { document, object_key: objectKey, pdf_sha256: sha256 } = row;
  if (documentHash(document) !== row.document_sha256) throw new Error(`the document of receipt ${row.id} was changed after it was issued`);
  return {
    id: row.id,
    number: row.number,
    year: row.year,
    sequence: row.sequence,
    bookingId: row.booking_id,
    paymentId: row.payment_id,
    customerId: row.customer_id,
    total: money(row.total_minor, row.currency),
    issued: row.issued_time,
    document,
    rendering: objectKey !== null && sha256 !== null ? { objectKey, sha256 } : undefined,
  };
}

async function insertIssued(query: Query, changes: readonly Change<Receipt>[]): Promise<void> {
  const rows = changes.flatMap(({ tenantId, after, version, now }) => (after ? [{ tenantId, version, now, ...after }] : []));
  if (rows.length === 0) return;
  const written = await query.run(
    `insert into receipt (tenant_id, id, version, number, year, sequence, booking_id, payment_id, customer_id, total_minor, currency,
       document, document_sha256, issued_time, created_time, updated_time)
     select *, $15::timestamptz, $15::timestamptz from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::int[], $6::int[], $7::uuid[],
       $8::uuid[], $9::uuid[], $10::bigint[], $11::text[], $12::jsonb[], $13::text[], $14::timestamptz[])
     on conflict do nothing returning id`,
    [
      rows.map((r) => r.tenantId), rows.map((r) => r.id), rows.map((r) => r.version), rows.map((r) => r.number), rows.map((r) => r.year),
      rows.map((r) => r.sequence), rows.map((r) => r.bookingId), rows.map((r) => r.paymentId), rows.map((r) => r.customerId),
      rows.map((r) => r.total.minor), rows.map((r) => r.total.currency), rows.map((r) => JSON.stringify(r.document)),
      rows.map((r) => documentHash(r.document)), rows.map((r) => r.issued), rows[0]?.now,
    ],
  );
  // Only a number given twice can get here, and the counter's lock prevents that: try again with the counter as it is now.
  if (written.length < rows.length) throw new WriteConflict(reject('NUMBER_TAKEN', 'The receipt number is in use.', { code: 'UNAVAILABLE' }));
}

async function updateRendered(query: Query, changes: readonly Change<Receipt>[]): Promise<void> {
  for (const { tenantId, after, version, now } of changes) {
    await query.run(
      'update receipt set version = $3, object_key = $4, pdf_sha256 = $5, updated_time = $6 where tenant_id = $1 and id = $2',
      [tenantId, after?.id, version, after?.rendering?.objectKey, after?.rendering?.sha256, now],
    );
  }
}
