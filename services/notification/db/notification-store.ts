/** Notifications as rows. */
import type { Store } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import type { Occasion } from '../domain/facts.ts';
import type { Notification, Status } from '../domain/notification.ts';

export interface NotificationRow {
  id: string;
  status: Status;
  booking_id: string;
  customer_id: string;
  recipient: string;
  subject: string;
  occasion: Occasion;
  provider_reference: string;
  reason: string;
  created_time: Date;
  sent_time: Date | null;
}

export const fromRow = (row: NotificationRow): Notification => ({
  id: row.id,
  status: row.status,
  bookingId: row.booking_id,
  customerId: row.customer_id,
  recipient: row.recipient,
  subject: row.subject,
  occasion: row.occasion,
  reference: row.provider_reference,
  reason: row.reason,
  created: row.created_time,
  sent: row.sent_time ?? undefined,
});

export const notificationStore: Store<Notification> = {
  async load(query, loads) {
    const rows = await query.run<NotificationRow>('select * from notification where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, fromRow(row)]));
  },
  async save(query, changes) {
    const rows = changes.flatMap(({ tenantId, after, version, now }) => (after ? [{ tenantId, version, now, ...after }] : []));
    await query.run(
      `insert into notification (tenant_id, id, version, status, kind, booking_id, customer_id, recipient, subject, occasion, provider_reference,
         reason, created_time, sent_time, updated_time)
       select *, $15::timestamptz from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::uuid[], $7::uuid[], $8::text[],
         $9::text[], $10::jsonb[], $11::text[], $12::text[], $13::timestamptz[], $14::timestamptz[])
       on conflict (tenant_id, id) do update set version = excluded.version, status = excluded.status, recipient = excluded.recipient,
         subject = excluded.subject, occasion = excluded.occasion, provider_reference = excluded.provider_reference, reason = excluded.reason,
         sent_time = excluded.sent_time, updated_time = excluded.updated_time`,
      [
        rows.map((r) => r.tenantId), rows.map((r) => r.id), rows.map((r) => r.version), rows.map((r) => r.status), rows.map((r) => r.occasion.kind),
        rows.map((r) => r.bookingId), rows.map((r) => r.customerId), rows.map((r) => r.recipient), rows.map((r) => r.subject),
        rows.map((r) => JSON.stringify(r.occasion)), rows.map((r) => r.reference), rows.map((r) => r.reason), rows.map((r) => r.created),
        rows.map((r) => r.sent), rows[0]?.now,
      ],
    );
  },
};

/** True when a mail about a series went out, or goes out, without what this event tells. */
export async function isMissing(query: Query, id: string, eventId: string): Promise<boolean> {
  const rows = await query.run(
    `select from notification where id = $1 and status <> 'gathering' and not occasion->'dates' @> jsonb_build_array(jsonb_build_object('eventId', $2::text))`,
    [id, eventId],
  );
  return rows.length > 0;
}
