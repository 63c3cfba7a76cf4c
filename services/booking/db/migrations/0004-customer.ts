/** Booking's own copy of who people are: a hold need not ask the user service, and works while that is away. */
import { Migration } from '@mikro-orm/migrations';

const TABLE = `create table customer (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null,
  name text not null,
  email text not null,
  phone text not null,
  created_time timestamptz not null,
  updated_time timestamptz not null,
  metadata jsonb not null default '{}',
  primary key (tenant_id, id)
)`;

export class Booking0004 extends Migration {
  override name = '0004-customer';

  override up(): void {
    this.addSql(TABLE);
  }

  override down(): void {
    this.addSql('drop table customer');
  }
}
