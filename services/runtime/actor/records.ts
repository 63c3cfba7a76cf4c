/** Writes what turns leave behind: events into the outbox, effects and reminders into their table. */
import { actEvents } from '../audit/acts.ts';
import type { Query } from '../db/query.ts';
import { together } from '../db/together.ts';
import { newId as randomId, type NewId } from '../ids.ts';
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

/** An event on its way into the outbox. `key` is the aggregate's uuid. */
export interface NewEvent {
  readonly id: string;
  readonly tenantId: string;
  readonly type: string;
  readonly key: string;
  readonly keyVersion: bigint;
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Uint8Array;
}

/** A reminder's name within its service. */
export interface ReminderName {
  readonly tenantId: string;
  readonly keyType: string;
  readonly key: string;
  readonly name: string;
}

/** An effect or reminder to be written. */
export interface NewEffect extends ReminderName {
  readonly id: string;
  readonly actor: string;
  readonly kind: 'effect' | 'reminder';
  /** Plain JSON. */
  readonly input: unknown;
  readonly due: Date;
  /** After it the call is not begun any more. */
  readonly deadline?: Date;
  readonly traceparent: string;
}

/** What turns write besides state, as a port: `query` is the batch's transaction. */
export interface RecordTable {
  /** Appends events to the outbox, numbered in this order. */
  appendEvents(query: Query, events: readonly NewEvent[], now: Date): Promise<void>;
  addEffects(query: Query, effects: readonly NewEffect[], now: Date): Promise<void>;
  /** Writes reminders. One of the same name is replaced, with a new id, so that a delivery already under way finds its row gone. */
  setReminders(query: Query, reminders: readonly NewEffect[], now: Date): Promise<void>;
  forgetReminders(query: Query, names: readonly ReminderName[]): Promise<void>;
}

/** Outbox and effects in Postgres. */
export const postgresRecords: RecordTable = {
  async appendEvents(query, events, now) {
    await query.run(
      `insert into outbox (id, tenant_id, type, key, key_version, subject, headers, payload, created_time)
       select *, $9::timestamptz from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::bigint[], $6::text[], $7::jsonb[], $8::bytea[])`,
      [
        events.map(({ id }) => id),
        events.map(({ tenantId }) => tenantId),
        events.map(({ type }) => type),
        events.map(({ key }) => key),
        events.map(({ keyVersion }) => keyVersion),
        events.map(({ subject }) => subject),
        events.map(({ headers }) => JSON.stringify(headers)),
        events.map(({ payload }) => payload),
        now,
      ],
    );
  },
  addEffects: (query, effects, now) => insertEffects(query, effects, now, ''),
  setReminders: (query, reminders, now) => insertEffects(query, reminders, now, REPLACE_REMINDER),
  async forgetReminders(query, names) {
    await query.run(
      `delete from effect e using unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[]) as g (tenant_id, key_type, key, name)
       where e.kind = 'reminder' and e.tenant_id = g.tenant_id and e.key_type = g.key_type and e.key = g.key and e.name = g.name and e.key = any($3::uuid[])`,
      [names.map(({ tenantId }) => tenantId), names.map(({ keyType }) => keyType), names.map(({ key }) => key), names.map(({ name }) => name)],
    );
  },
};

const REPLACE_REMINDER = `
  on conflict (tenant_id, key_type, key, name) where kind = 'reminder' do update set
    id = excluded.id, due_time = excluded.due_time, attempts = 0, lease_until = null, parked_time = null,
    last_error = null, traceparent = excluded.traceparent, created_time = excluded.created_time`;

async function insertEffects(query: Query, effects: readonly NewEffect[], now: Date, onConflict: string): Promise<void> {
  await query.run(
    `insert into effect (id, tenant_id, actor, key_type, key, name, kind, input, due_time, traceparent, deadline, created_time)
     select *, $12::timestamptz from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[],
       $8::jsonb[], $9::timestamptz[], $10::text[], $11::timestamptz[])${onConflict}`,
    [
      effects.map(({ id }) => id),
      effects.map(({ tenantId }) => tenantId),
      effects.map(({ actor }) => actor),
      effects.map(({ keyType }) => keyType),
      effects.map(({ key }) => key),
      effects.map(({ name }) => name),
      effects.map(({ kind }) => kind),
      effects.map(({ input }) => JSON.stringify(input)),
      effects.map(({ due }) => due),
      effects.map(({ traceparent }) => traceparent),
      effects.map(({ deadline }) => deadline),
      now,
    ],
  );
}

const traceparent = ({ span }: Pending): string => traceparentOf(contextOfSpan(span));

/** Appends events to the outbox, in turn order: the relay publishes them in this order; then what the audit log hears of the turns. Gives their number. */
export async function saveEvents(table: RecordTable, query: Query, service: string, finished: readonly Finished[], now: Date, newId: NewId = randomId): Promise<number> {
  const told = finished.flatMap(({ pending, records }) => records.events.map((event) => toNewEvent(service, pending, event, now)));
  const events = [...told, ...actEvents(service, finished, now, newId)];
  if (events.length > 0) await table.appendEvents(query, events, now);
  return events.length;
}

const toNewEvent = (service: string, pending: Pending, event: EventRecord, now: Date): NewEvent => ({
  id: event.id,
  tenantId: event.tenantId,
  type: event.type,
  key: event.key.id,
  keyVersion: event.keyVersion,
  subject: subjectOf({ service, type: event.type, tenantId: event.tenantId, key: event.subject }),
  headers: cloudEventHeaders({
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
  payload: event.payload,
});

interface Recorded {
  readonly pending: Pending;
  readonly effect: EffectRecord;
}

/** Writes effects, and for each reminder the last word of the batch. Gives how many are due now. */
export async function saveEffects(table: RecordTable, query: Query, finished: readonly Finished[], now: Date, newId: NewId = randomId): Promise<number> {
  const recorded = finished.flatMap(({ pending, records }) => records.effects.map((effect) => ({ pending, effect })));
  const last = lastWords(recorded);
  const forgotten = last.filter(({ effect }) => effect.kind === 'forget').map(nameOf);
  const effects = recorded.filter(({ effect }) => effect.kind === 'effect').map((one) => toNewEffect(newId(), one, 'effect', now));
  const reminders = last.filter(({ effect }) => effect.kind === 'reminder').map((one) => toNewEffect(newId(), one, 'reminder', now));
  await together(
    query,
    async () => forgotten.length > 0 && table.forgetReminders(query, forgotten),
    async () => effects.length > 0 && table.addEffects(query, effects, now),
    async () => reminders.length > 0 && table.setReminders(query, reminders, now),
  );
  return recorded.filter(({ effect }) => effect.kind !== 'forget' && (effect.due ?? now) <= now).length;
}

const nameOf = ({ pending, effect }: Recorded): ReminderName => ({
  tenantId: pending.submission.caller.tenantId,
  keyType: effect.key.type,
  key: effect.key.id,
  name: effect.name,
});

const toNewEffect = (id: string, recorded: Recorded, kind: NewEffect['kind'], now: Date): NewEffect => ({
  ...nameOf(recorded),
  id,
  actor: recorded.pending.submission.actor.name,
  kind,
  input: recorded.effect.input,
  due: recorded.effect.due ?? now,
  ...(recorded.effect.deadline && { deadline: recorded.effect.deadline }),
  traceparent: traceparent(recorded.pending),
});

function lastWords(recorded: readonly Recorded[]): Recorded[] {
  const last = new Map<string, Recorded>();
  for (const one of recorded) {
    const { tenantId, keyType, key, name } = nameOf(one);
    if (one.effect.kind !== 'effect') last.set([tenantId, keyType, key, name].join('/'), one);
  }
  return [...last.values()];
}
