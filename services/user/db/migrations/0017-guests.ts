/** People who book without an account. */
import { Migration } from '@mikro-orm/migrations';

export class User0017 extends Migration {
  override name = '0017-guests';

  override up(): void {
    this.addSql('alter table profile add column guest boolean not null default false');
    this.addSql('create index guest_of_address on profile (tenant_id, email) where guest');
  }

  override down(): void {
    this.addSql('drop index guest_of_address');
    this.addSql('alter table profile drop column guest');
  }
}
