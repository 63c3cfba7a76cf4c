/** The tables of the actor runtime, the same in every service's database. */
import { Migration } from '@mikro-orm/migrations';

const TABLES = [
  `create table actor_anchor (
    tenant_id uuid not null,
    type text not null,
    key uuid not null,
    version bigint not null default 0,
    event_version bigint not null default 0,
    primary key (tenant_id, type, key)
  )`,
  `create table request_log (
    tenant_id uuid not null,
    principal text not null,
    method text not null,
    request_id text not null,
    body_hash bytea not null,
    reply bytea not null,
    created_time timestamptz not null,
    primary key (tenant_id, principal, method, request_id)
  )`,
  `create index request_log_created on request_log (created_time)`,
  `create table outbox (
    seq bigint generated always as identity primary key,
    id uuid not null unique,
    tenant_id uuid not null,
    type text not null,
    key uuid not null,
    key_version bigint not null,
    subject text not null,
    headers jsonb not null,
    payload bytea not null,
    created_time timestamptz not null,
    published_time timestamptz,
    stream text,
    stream_seq bigint
  )`,
  `create index outbox_unpublished on outbox (seq) where published_time is null`,
  `create index outbox_position on outbox (stream, stream_seq)`,
  `create table dead_letter (
    id uuid primary key,
    tenant_id uuid not null,
    consumer text not null,
    event_id uuid not null,
    subject text not null,
    headers jsonb not null,
    payload bytea not null,
    error text not null,
    attempts int not null,
    created_time timestamptz not null,
    replayed_time timestamptz,
    unique (consumer, event_id)
  )`,
  `create table consumer_position (
    tenant_id uuid not null,
    consumer text not null,
    key uuid not null,
    version bigint not null,
    missing int8multirange not null default '{}',
    primary key (tenant_id, consumer, key)
  )`,
  `create table effect (
    id uuid primary key,
    tenant_id uuid not null,
    actor text not null,
    key_type text not null,
    key uuid not null,
    name text not null,
    kind text not null check (kind in ('effect', 'reminder')),
    input jsonb not null,
    due_time timestamptz not null,
    attempts int not null default 0,
    lease_until timestamptz,
    deadline timestamptz,
    traceparent text not null,
    last_error text,
    parked_time timestamptz,
    created_time timestamptz not null
  )`,
  `create index effect_due on effect (due_time) where parked_time is null`,
  `create unique index effect_reminder on effect (tenant_id, key_type, key, name) where kind = 'reminder'`,
] as const;

export class Runtime0001 extends Migration {
  override name = '0001-runtime';

  override up(): void {
    for (const sql of TABLES) this.addSql(sql);
  }

  override down(): void {
    this.addSql('drop table effect, consumer_position, dead_letter, outbox, request_log, actor_anchor');
  }
}
