/** Names of businesses, present and former: each is one row, so that it leads to one business. */
import { Migration } from '@mikro-orm/migrations';

const UP = [
  `create table tenant_slug (
    slug text primary key,
    business_id uuid not null references tenant (id) deferrable initially deferred,
    reserved_until timestamptz
  )`,
  'create index tenant_slug_of_business on tenant_slug (business_id)',
  'insert into tenant_slug (slug, business_id) select slug, id from tenant',
] as const;

export class User0014 extends Migration {
  override name = '0014-tenant-names';

  override up(): void {
    for (const sql of UP) this.addSql(sql);
  }

  override down(): void {
    this.addSql('drop table tenant_slug');
  }
}
