/** Domains of businesses' own; each that is proved is one row, so that it leads to one business. */
import { Migration } from '@mikro-orm/migrations';

const UP = [
  `create table own_domain (
    tenant_id uuid not null,
    name text not null,
    challenge text not null,
    created_time timestamptz not null,
    updated_time timestamptz not null,
    primary key (tenant_id, name)
  )`,
  `create table domain_owner (
    name text primary key,
    business_id uuid not null references tenant (id),
    verified_time timestamptz not null
  )`,
  'create index domain_owner_of_business on domain_owner (business_id)',
] as const;

export class User0024 extends Migration {
  override name = '0024-own-domains';

  override up(): void {
    for (const sql of UP) this.addSql(sql);
  }

  override down(): void {
    this.addSql('drop table domain_owner, own_domain');
  }
}
