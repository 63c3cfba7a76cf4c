/** Members of businesses and who is invited to become one. */
import { Migration } from '@mikro-orm/migrations';

const UP = [
  `create table invitation (
    tenant_id uuid not null,
    id uuid not null,
    version bigint not null,
    email text not null,
    roles text[] not null,
    inviter_id uuid not null,
    status text not null,
    accepted_by uuid,
    expire_time timestamptz not null,
    created_time timestamptz not null,
    updated_time timestamptz not null,
    metadata jsonb not null default '{}',
    primary key (tenant_id, id)
  )`,
  `create index invitation_pending on invitation (tenant_id, email, id) where status = 'pending'`,
  `create index profile_of_member on profile (tenant_id, display_name, id) where roles && array['provider', 'admin']`,
  // Who is invited may have no account.
  'alter table mail_link alter column user_id drop not null',
] as const;

const DOWN = [
  'delete from mail_link where user_id is null',
  'alter table mail_link alter column user_id set not null',
  'drop index profile_of_member',
  'drop table invitation',
] as const;

export class User0015 extends Migration {
  override name = '0015-members';

  override up(): void {
    for (const sql of UP) this.addSql(sql);
  }

  override down(): void {
    for (const sql of DOWN) this.addSql(sql);
  }
}
