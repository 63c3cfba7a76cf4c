/** Outbox and request log become partitions by time, so that what is too old goes by dropping a table and nothing else waits for it. */
import { Migration } from '@mikro-orm/migrations';

// As few partitions as possible, since a look without the time goes through all of them. `request-log.ts` knows the log's ten days, too.
const DAYS = `create function runtime_partition_days(parent text) returns int language sql immutable as $$
  select case parent when 'outbox' then 7 when 'request_log' then 10 end $$`;

const START = `create function runtime_partition_start(parent text, at timestamptz) returns timestamptz language sql immutable as $$
  select to_timestamp(floor(extract(epoch from at) / (86400 * runtime_partition_days(parent))) * 86400 * runtime_partition_days(parent)) $$`;

// A parent's unique index would have to contain the time. One for each partition needs not, and is what refuses a second reply.
const PROTECT = `create function runtime_protect_partition(parent text, name text) returns void language plpgsql as $$
begin
  if parent = 'request_log' then
    execute format('create unique index on %I (request_id, tenant_id, principal, method)', name);
  end if;
  -- Nobody but the owner reaches a partition by its own name: others go through the parent and its policies.
  execute format('alter table %I enable row level security, force row level security', name);
  execute format('create policy owner on %I to current_user using (true) with check (true)', name);
end $$`;

// Attaching waits for the default partition only; CREATE TABLE … PARTITION OF would wait for the whole table. More rows than are moved
// in a blink stay in the default partition until they are too old.
const MAKE = `create function runtime_make_partition(parent text, at timestamptz) returns boolean language plpgsql security definer as $$
declare
  lower timestamptz := runtime_partition_start(parent, at);
  upper timestamptz := lower + make_interval(secs => 86400 * runtime_partition_days(parent));
  name text := parent || '_' || to_char(lower at time zone 'UTC', 'YYYYMMDD');
  strays int;
begin
  if lower is null then raise exception '% has no partitions', parent using errcode = 'invalid_parameter_value'; end if;
  if to_regclass(quote_ident(name)) is not null then return false; end if;
  execute format('lock table %I in access exclusive mode', parent || '_default');
  execute format('select count(*) from (select from %I where created_time >= $1 and created_time < $2 limit 20001) s', parent || '_default')
    into strays using lower, upper;
  if strays > 20000 then return false; end if;
  execute format('create table %I (like %I including defaults)', name, parent);
  perform runtime_protect_partition(parent, name);
  execute format('with moved as (delete from %I where created_time >= $1 and created_time < $2 returning *) insert into %I select * from moved',
    parent || '_default', name) using lower, upper;
  execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, name, lower, upper);
  return true;
end $$`;

// Whether anything is fresh is looked up before anybody has to wait, and what can have changed meanwhile once more under the lock.
const DROP = `create function runtime_drop_partition(parent text, before timestamptz, published_before timestamptz) returns text language plpgsql security definer as $$
declare
  name text;
  kept boolean;
begin
  if runtime_partition_days(parent) is null then raise exception '% has no partitions', parent using errcode = 'invalid_parameter_value'; end if;
  for name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = to_regclass(quote_ident(parent)) and c.relname ~ ('^' || parent || '_[0-9]{8}$')
    order by c.relname
  loop
    exit when to_timestamp(right(name, 8) || ' UTC', 'YYYYMMDD TZ') + make_interval(secs => 86400 * runtime_partition_days(parent)) > before;
    if parent = 'outbox' then
      execute format('select exists (select from %1$I where published_time is null) or exists (select from %1$I where published_time >= $1)', name)
        into kept using published_before;
      continue when kept;
    end if;
    execute format('lock table only %I in access exclusive mode', parent);
    if parent = 'outbox' then
      execute format('select exists (select from %I where published_time is null)', name) into kept;
      continue when kept;
    end if;
    execute format('drop table %I', name);
    return name;
  end loop;
  return null;
end $$`;

const TRIM = `create function runtime_trim_default(parent text, before timestamptz, published_before timestamptz, most int) returns int language plpgsql security definer as $$
declare
  gone int;
begin
  if runtime_partition_days(parent) is null then raise exception '% has no partitions', parent using errcode = 'invalid_parameter_value'; end if;
  execute format('delete from %1$I where ctid = any(array(select ctid from %1$I where created_time < $1 %2$s limit $3))', parent || '_default',
    case parent when 'outbox' then 'and published_time < $2' else '' end) using before, published_before, most;
  get diagnostics gone = row_count;
  return gone;
end $$`;

const DEFINER = [
  'runtime_make_partition(text, timestamptz)',
  'runtime_drop_partition(text, timestamptz, timestamptz)',
  'runtime_trim_default(text, timestamptz, timestamptz, int)',
] as const;

/** Temporary tables come last, so that nobody puts one of their own in the place of a table; nobody waits long behind these locks. */
const secure = (signature: string): string => `do $$ begin
  execute format('alter function ${signature} set search_path = %I, pg_temp', current_schema());
  alter function ${signature} set lock_timeout = '50ms';
  revoke all on function ${signature} from public;
end $$`;

const REQUEST_LOG = `create table request_log (
  tenant_id uuid not null,
  principal text not null,
  method text not null,
  request_id text not null,
  body_hash bytea not null,
  reply bytea not null,
  created_time timestamptz not null
) partition by range (created_time)`;

const OUTBOX = `create table outbox (
  seq bigint generated always as identity,
  id uuid not null,
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
  stream_seq bigint,
  primary key (seq, created_time)
) partition by range (created_time)`;

const OUTBOX_COLUMNS =
  'seq, id, tenant_id, type, key, key_version, subject, headers, payload, created_time, published_time, stream, stream_seq';

/** Makes the partitions of what there is and of the coming time, then moves the rows. */
const move = (table: string, insert: string): string[] => [
  `create table ${table}_default partition of ${table} default`,
  `select runtime_protect_partition('${table}', '${table}_default')`,
  `select runtime_make_partition('${table}', start) from (
     select distinct runtime_partition_start('${table}', created_time) as start from ${table}_single
     union select runtime_partition_start('${table}', now())) s order by start`,
  insert,
  `drop table ${table}_single`,
];

const SEQUENCE = `select setval(pg_get_serial_sequence('outbox', 'seq'), coalesce(max(seq), 1), max(seq) is not null) from outbox`;

const PARTITION = [
  `alter table request_log rename to request_log_single`,
  REQUEST_LOG,
  ...move('request_log', 'insert into request_log select * from request_log_single'),
  `alter table outbox rename to outbox_single`,
  OUTBOX,
  `create index outbox_waiting on outbox (seq) where published_time is null`,
  `create index outbox_place on outbox (stream, stream_seq)`,
  // For retention's look at a partition before it goes: costs next to nothing to keep, and saves reading all of it.
  `create index outbox_published on outbox using brin (published_time) with (autosummarize = on)`,
  `alter function runtime_drop_partition(text, timestamptz, timestamptz) set enable_seqscan = off`,
  ...move('outbox', `insert into outbox (${OUTBOX_COLUMNS}) overriding system value select ${OUTBOX_COLUMNS} from outbox_single order by seq`),
  SEQUENCE,
] as const;

// No index on the time: it would turn every step of a position into a new index entry.
const AGES = [
  `alter table consumer_position add column updated_time timestamptz not null default now()`,
  `create index dead_letter_replayed on dead_letter (replayed_time) where replayed_time is not null`,
] as const;

const BACK = [
  `drop index dead_letter_replayed`,
  `alter table consumer_position drop column updated_time`,
  `alter table outbox rename to outbox_parts`,
  OUTBOX.replace('primary key (seq, created_time)', 'primary key (seq), unique (id)').replace(' partition by range (created_time)', ''),
  `insert into outbox (${OUTBOX_COLUMNS}) overriding system value select ${OUTBOX_COLUMNS} from outbox_parts`,
  `drop table outbox_parts`,
  SEQUENCE,
  `create index outbox_unpublished on outbox (seq) where published_time is null`,
  `create index outbox_position on outbox (stream, stream_seq)`,
  `alter table request_log rename to request_log_parts`,
  REQUEST_LOG.replace(' partition by range (created_time)', ''),
  `alter table request_log add primary key (tenant_id, principal, method, request_id)`,
  // A reply near a boundary stands on both sides of it.
  `insert into request_log select * from request_log_parts order by created_time on conflict do nothing`,
  `drop table request_log_parts`,
  `create index request_log_created on request_log (created_time)`,
  `drop function ${DEFINER.join(', ')}, runtime_protect_partition(text, text), runtime_partition_start(text, timestamptz), runtime_partition_days(text)`,
] as const;

export class Runtime0002 extends Migration {
  override name = '0002-partitions';

  override up(): void {
    for (const sql of [DAYS, START, PROTECT, MAKE, DROP, TRIM, ...DEFINER.map(secure), ...PARTITION, ...AGES]) this.addSql(sql);
  }

  override down(): void {
    for (const sql of BACK) this.addSql(sql);
  }
}
