/** Proved addresses, sessions that end together, and the links that mails carry. */
import { Migration } from '@mikro-orm/migrations';

const UP = [
  `alter table identity
    add column version bigint not null default 1,
    add column verified_time timestamptz,
    add column epoch int not null default 0,
    add column kept_session_id uuid`,
  `alter table session
    add column epoch int not null default 0,
    add column ip_address text not null default '',
    add column user_agent text not null default ''`,
  'create index session_of_user on session (tenant_id, user_id)',
  `create table mail_link (
    tenant_id uuid not null,
    id uuid not null,
    version bigint not null,
    purpose text not null,
    email text not null,
    user_id uuid not null,
    serial int not null,
    sent_times timestamptz[] not null,
    expire_time timestamptz not null,
    used_time timestamptz,
    created_time timestamptz not null,
    updated_time timestamptz not null,
    metadata jsonb not null default '{}',
    primary key (tenant_id, id)
  )`,
] as const;

const DOWN = [
  'drop table mail_link',
  'drop index session_of_user',
  'alter table session drop column epoch, drop column ip_address, drop column user_agent',
  'alter table identity drop column version, drop column verified_time, drop column epoch, drop column kept_session_id',
] as const;

export class User0010 extends Migration {
  override name = '0010-accounts';

  override up(): void {
    for (const sql of UP) this.addSql(sql);
  }

  override down(): void {
    for (const sql of DOWN) this.addSql(sql);
  }
}
