/** Tracked events as rows. */
import type { Query } from '../../runtime/db/query.ts';
import type { Change, Load, Store } from '../../runtime/actor/types.ts';
import { money } from '../../runtime/money.ts';
import type { TrackedEvent } from '../domain/tracked-event.ts';

interface TrackedEventRow {
  id: string;
  event_id: string;
  event_name: string;
  booking_id: string;
  customer_id: string | null;
  state: TrackedEvent['state'];
  value_minor: bigint;
  currency: string;
  request_json: string;
  provider_request_id: string;
  send_time: Date | null;
  error: string;
}

export const trackedEventStore: Store<TrackedEvent> = { load, save };

async function load(query: Query, loads: readonly Load[]): Promise<ReadonlyMap<string, TrackedEvent>> {
  const rows = await query.run<TrackedEventRow>('select * from tracked_event where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
  return new Map(rows.map((row) => [row.id, fromRow(row)]));
}

const fromRow = (row: TrackedEventRow): TrackedEvent => ({
  id: row.id,
  eventId: row.event_id,
  eventName: row.event_name,
  bookingId: row.booking_id,
  customerId: row.customer_id ?? undefined,
  state: row.state,
  value: money(row.value_minor, row.currency),
  requestJson: row.request_json,
  providerRequestId: row.provider_request_id,
  sent: row.send_time ?? undefined,
  error: row.error,
});

async function save(query: Query, changes: readonly Change<TrackedEvent>[]): Promise<void> {
  for (const { tenantId, after, version, now } of changes) {
    if (!after) continue;
    await query.run(
      `insert into tracked_event (tenant_id, id, version, event_id, event_name, booking_id, state, value_minor, currency, request_json,
         provider_request_id, send_time, error, created_time, updated_time, customer_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15)
       on conflict (tenant_id, id) do update set version = excluded.version, state = excluded.state,
         provider_request_id = excluded.provider_request_id, send_time = excluded.send_time, error = excluded.error, updated_time = excluded.updated_time`,
      [
        tenantId, after.id, version, after.eventId, after.eventName, after.bookingId, after.state, after.value.minor, after.value.currency,
        after.requestJson, after.providerRequestId, after.sent, after.error, now, after.customerId,
      ],
    );
  }
}
