/** What people agreed to, their exports and their erasures. Consents are never changed, and go with the person only. */
import { Migration } from '@mikro-orm/migrations';

const UP = [
  `create table consent (
    tenant_id uuid not null,
    id uuid not null,
    user_id uuid not null,
    purpose text not null,
    granted boolean not null,
    text_version text not null,
    source text not null,
    booking_id uuid,
    created_time timestamptz not null,
    primary key (tenant_id, id)
  )`,
  'create index consent_of_user on consent (tenant_id, user_id, created_time, id)',
  `create function consent_is_append_only() returns trigger language plpgsql as $$
   begin
     if tg_op = 'DELETE' and current_setting('app.erasing', true) = 'on' then return old; end if;
     raise exception 'consents are never changed; write a newer one' using errcode = 'restrict_violation';
   end $$`,
  'create trigger consent_is_append_only before update or delete on consent for each row execute function consent_is_append_only()',
  `create table erasure (
    tenant_id uuid not null,
    id uuid not null,
    version bigint not null,
    user_id uuid not null,
    status text not null,
    everywhere boolean not null,
    cancel_bookings boolean not null,
    requested_by text not null,
    begin_time timestamptz not null,
    finish_time timestamptz,
    steps jsonb not null,
    created_time timestamptz not null,
    updated_time timestamptz not null,
    primary key (tenant_id, id)
  )`,
  `create table data_export (
    tenant_id uuid not null,
    id uuid not null,
    version bigint not null,
    user_id uuid not null,
    number int not null,
    status text not null,
    parts jsonb not null,
    size bigint not null,
    sha256 text not null,
    ready_time timestamptz,
    expire_time timestamptz,
    created_time timestamptz not null,
    updated_time timestamptz not null,
    primary key (tenant_id, id)
  )`,
] as const;

export class User0020 extends Migration {
  override name = '0020-privacy';

  override up(): void {
    for (const sql of UP) this.addSql(sql);
  }

  override down(): void {
    this.addSql('drop table data_export, erasure, consent');
    this.addSql('drop function consent_is_append_only');
  }
}
