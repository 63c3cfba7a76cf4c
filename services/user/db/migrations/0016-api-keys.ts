/** API keys of businesses: of their secrets only hashes. */
import { Migration } from '@mikro-orm/migrations';

const UP = [
  `create table api_key (
    tenant_id uuid not null,
    id uuid not null,
    version bigint not null,
    name text not null,
    scopes text[] not null,
    hash text not null,
    created_by uuid not null,
    created_time timestamptz not null,
    expire_time timestamptz,
    revoked_time timestamptz,
    last_used_time timestamptz,
    updated_time timestamptz not null,
    metadata jsonb not null default '{}',
    primary key (tenant_id, id)
  )`,
  'create unique index api_key_by_id on api_key (id)',
  // A key says its id and not whose it is: that is all that is given away.
  `create function tenant_of_api_key(id uuid) returns uuid
   language sql stable security definer set search_path from current as $$
     select k.tenant_id from api_key k where k.id = $1
   $$`,
] as const;

export class User0016 extends Migration {
  override name = '0016-api-keys';

  override up(): void {
    for (const sql of UP) this.addSql(sql);
  }

  override down(): void {
    this.addSql('drop function tenant_of_api_key');
    this.addSql('drop table api_key');
  }
}
