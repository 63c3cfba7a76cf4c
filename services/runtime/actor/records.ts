/** Writes what turns leave behind: events into the outbox, effects and reminders into their table. */
import type { Query } from '../db/query.ts';
import { newId } from '../ids.ts';
import type { Pending } from './submission.ts';
import type { EffectRecord, EventRecord, TurnRecords } from './turn.ts';
import { traceparentOf } from '../telemetry/propagation.ts';
import { cloudEventHeaders, subjectOf } from '../events/envelope.ts';
import { contextOfSpan } from '../telemetry/propagation.ts';

/** A finished turn with what it recorded. */
export interface Finished {
  readonly pending: Pending;
  readonly records: TurnRecords;
}

const traceparent = ({ span }: Pending): string => traceparentOf(contextOfSpan(span));

/** Appends events to the outbox, in turn order: the relay publishes them in this order. Gives their number. */
export async function saveEvents(query: Query, service: string, finished: readonly Finished[], now: Date): Promise<number> {
  const rows = finished.flatMap(({ pending, records }) => records.events.map((event) => ({ pending, event })));
  if (rows.length === 0) return 0;
  const headers = ({ pending, event }: { pending: Pending; event: EventRecord }): string =>
    JSON.stringify(
      cloudEventHeaders({
        id: event.id,
        type: event.type,
        source: service,
        tenantId: event.tenantId,
        key: event.key.id,
        keyVersion: event.keyVersion,
        time: now,
        actor: pending.submission.caller.subject,
        traceparent: traceparent(pending),
        subject: event.subject,
        schema: event.schema,
      }),
    );
  await query.run(
    `insert into outbox (id, tenant_id, type, key, key_version, subject, headers, payload, created_time)
     select *, $9::timestamptz from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::bigint[], $6::text[], $7::jsonb[], $8::bytea[])`,
    [
      rows.map(({ event }) => event.id),
      rows.map(({ event }) => event.tenantId),
      rows.map(({ event }) => event.type),
      rows.map(({ event }) => event.key.id),
      rows.map(({ event }) => event.keyVersion),
      rows.map(({ event }) => subjectOf({ service, type: event.type, tenantId: event.tenantId, key: event.subject })),
      rows.map(headers),
      rows.map(({ event }) => Buffer.from(event.payload)),
      now,
    ],
  );
  return rows.length;
}

interface EffectRow {
  readonly pending: Pending;
  readonly effect: EffectRecord;
}

interface EffectRow {
  readonly pending: Pending;
  readonly effect: EffectRecord;
}

/** Writes effects, and for each reminder the last word of the batch. Gives how many are due now. */
export async function saveEffects(query: Query, finished: readonly Finished[], now: Date): Promise<number> {
  const rows = finished.flatMap(({ pending, records }) => records.effects.map((effect) => ({ pending, effect })));
  const reminders = lastWords(rows);
  await forget(query, reminders.filter(({ effect }) => effect.kind === 'forget'));
  await insertEffects(query, rows.filter(({ effect }) => effect.kind === 'effect'), now, '');
  await insertEffects(query, reminders.filter(({ effect }) => effect.kind === 'reminder'), now, REPLACE_REMINDER);
  return rows.filter(({ effect }) => effect.kind !== 'forget' && (effect.due ?? now) <= now).length;
}

// A replaced reminder gets a new id, so that a delivery already under way finds its row gone and does nothing.
const REPLACE_REMINDER = `
  on conflict (tenant_id, key_type, key, name) where kind = 'reminder' do update set
    id = excluded.id, due_time = excluded.due_time, attempts = 0, lease_until = null, parked_time = null,
    last_error = null, traceparent = excluded.traceparent, created_time = excluded.created_time`;

const tenantOf = ({ pending }: EffectRow): string => pending.submission.caller.tenantId;

function lastWords(rows: readonly EffectRow[]): EffectRow[] {
  const last = new Map<string, EffectRow>();
  for (const row of rows) {
    const { key, name, kind } = row.effect;
    if (kind !== 'effect') last.set([tenantOf(row), key.type, key.id, name].join('/'), row);
  }
  return [...last.values()];
}

async function insertEffects(query: Query, rows: readonly EffectRow[], now: Date, onConflict: string): Promise<void> {
  if (rows.length === 0) return;
  await query.run(
    `insert into effect (id, tenant_id, actor, key_type, key, name, kind, input, due_time, traceparent, created_time)
     select *, $11::timestamptz from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[],
       $8::jsonb[], $9::timestamptz[], $10::text[])${onConflict}`,
    [
      rows.map(() => newId()),
      rows.map(tenantOf),
      rows.map(({ pending }) => pending.submission.actor.name),
      rows.map(({ effect }) => effect.key.type),
      rows.map(({ effect }) => effect.key.id),
      rows.map(({ effect }) => effect.name),
      rows.map(({ effect }) => effect.kind),
      rows.map(({ effect }) => JSON.stringify(effect.input)),
      rows.map(({ effect }) => effect.due ?? now),
      rows.map(({ pending }) => traceparent(pending)),
      now,
    ],
  );
}

async function forget(query: Query, rows: readonly EffectRow[]): Promise<void> {
  if (rows.length === 0) return;
  await query.run(
    `delete from effect e using unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[]) as g (tenant_id, key_type, key, name)
     where e.kind = 'reminder' and e.tenant_id = g.tenant_id and e.key_type = g.key_type and e.key = g.key and e.name = g.name`,
    [rows.map(tenantOf), rows.map(({ effect }) => effect.key.type), rows.map(({ effect }) => effect.key.id), rows.map(({ effect }) => effect.name)],
  );
}
