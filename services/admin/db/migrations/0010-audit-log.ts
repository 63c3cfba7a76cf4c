/**
 * The audit log. Entries are only ever added: the app may not change or remove one, and a trigger refuses it to the owner as well, but
 * for what is behind a chain's base and old. Who gets past that, as a superuser does, breaks the chain of hashes.
 */
import { Migration } from '@mikro-orm/migrations';

// Whatever a retention says, nothing younger than this goes.
const YOUNGEST = "interval '30 days'";

const GUARD = `create function audit_entry_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and tg_level = 'ROW' then
    if old.recorded_time < clock_timestamp() - ${YOUNGEST}
      and old.sequence <= (select base_sequence from audit_chain c where c.tenant_id = old.tenant_id) then return old; end if;
  end if;
  raise exception 'entries of the audit log stay as they are' using errcode = 'insufficient_privilege';
end $$`;

// The app has no right to remove rows. What it may have removed are rows of tenants that its transaction sees, behind their base.
const FORGET = `create function audit_forget(tenant uuid, up_to bigint) returns void language plpgsql security definer set search_path from current as $$
begin
  if (tenant = any(nullif(current_setting('app.tenants', true), '')::uuid[])) is distinct from true then
    raise exception 'not a tenant of this transaction' using errcode = 'insufficient_privilege';
  end if;
  delete from audit_entry where tenant_id = tenant and sequence <= up_to;
end $$`;

export class Admin0010 extends Migration {
  override name = '0010-audit-log';

  override up(): void {
    this.addSql(`create table audit_chain (
      tenant_id uuid not null primary key,
      version bigint not null,
      head_sequence bigint not null,
      head_hash bytea not null,
      base_sequence bigint not null,
      base_hash bytea not null,
      retention_days int not null,
      seal bytea not null,
      updated_time timestamptz not null
    )`);
    this.addSql(`create table audit_entry (
      tenant_id uuid not null,
      sequence bigint not null,
      source_id uuid not null,
      recorded_time timestamptz not null,
      actor text not null,
      action text not null,
      outcome smallint not null,
      targets text[] not null,
      hash bytea not null,
      record bytea not null,
      primary key (tenant_id, sequence),
      unique (tenant_id, source_id)
    )`);
    this.addSql(`comment on table audit_entry is 'append-only'`);
    this.addSql('create index audit_entry_recorded on audit_entry (tenant_id, recorded_time, sequence)');
    this.addSql('create index audit_entry_actor on audit_entry (tenant_id, actor, sequence)');
    this.addSql('create index audit_entry_action on audit_entry (tenant_id, action, sequence)');
    this.addSql('create index audit_entry_targets on audit_entry using gin (tenant_id, targets)');
    this.addSql(GUARD);
    this.addSql('create trigger audit_entry_stays before update or delete on audit_entry for each row execute function audit_entry_stays()');
    this.addSql('create trigger audit_entry_stays_whole before truncate on audit_entry for each statement execute function audit_entry_stays()');
    this.addSql(FORGET);
  }

  override down(): void {
    this.addSql('drop function audit_forget(uuid, bigint)');
    this.addSql('drop table audit_entry');
    this.addSql('drop function audit_entry_stays()');
    this.addSql('drop table audit_chain');
  }
}
