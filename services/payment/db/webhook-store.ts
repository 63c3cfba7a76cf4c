/** The provider's events about payments as they were delivered to the platform's account, each once; of each other account that its newest came. */
import { type Change, type Load, type Store, WriteConflict } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import { reject } from '../../runtime/errors.ts';
import type { StoredWebhook } from '../domain/webhook.ts';
import { toColumns } from './columns.ts';

export const webhookStore: Store<StoredWebhook> = { load, save };

interface Row {
  readonly id: string;
  readonly provider: string;
  readonly account: string;
  readonly event_id: string;
  readonly type: string;
  readonly payment_id: string | null;
  readonly payload: Record<string, unknown>;
  readonly occurred_time: Date;
}

async function load(query: Query, loads: readonly Load[]): Promise<ReadonlyMap<string, StoredWebhook>> {
  const rows = await query.run<Row>('select * from provider_event where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
  return new Map(rows.map((row) => [row.id, fromRow(row)]));
}

const fromRow = ({ id, provider, account, event_id, type, payment_id, payload, occurred_time }: Row): StoredWebhook => ({
  id,
  provider,
  account,
  eventId: event_id,
  type,
  paymentId: payment_id ?? undefined,
  payload,
  occurred: occurred_time,
});

async function save(query: Query, changes: readonly Change<StoredWebhook>[]): Promise<void> {
  const rows = changes.flatMap(({ tenantId, after: w, now }) =>
    w ? [[tenantId, w.id, w.provider, w.account, w.eventId, w.type, w.paymentId, JSON.stringify(w.payload), w.occurred, now]] : [],
  );
  if (rows.length === 0) return;
  const written = await query.run(
    `insert into provider_event (tenant_id, id, provider, account, event_id, type, payment_id, payload, occurred_time, created_time)
     select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::jsonb[], $9::timestamptz[], $10::timestamptz[])
     on conflict (tenant_id, id) do update set occurred_time = excluded.occurred_time, created_time = excluded.created_time where provider_event.event_id = 'newest'
     returning id`,
    toColumns(rows),
  );
  if (written.length < rows.length) throw new WriteConflict(reject('WEBHOOK_STORED', 'This event was stored already.', { code: 'ABORTED' }));
}
