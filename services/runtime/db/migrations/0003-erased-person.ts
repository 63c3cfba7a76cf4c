/** Who was erased, by their number alone: what comes late about them does not come back. */
import { Migration } from '@mikro-orm/migrations';

export class Runtime0003 extends Migration {
  override name = '0003-erased-person';

  override up(): void {
    this.addSql(`create table erased_person (
      tenant_id uuid not null,
      id uuid not null,
      erased_time timestamptz not null,
      primary key (tenant_id, id)
    )`);
  }

  override down(): void {
    this.addSql('drop table erased_person');
  }
}
