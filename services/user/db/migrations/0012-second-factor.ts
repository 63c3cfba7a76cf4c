/** The second factor of an identity: its secret encrypted, recovery codes as hashes. */
import { Migration } from '@mikro-orm/migrations';

export class User0012 extends Migration {
  override name = '0012-second-factor';

  override up(): void {
    this.addSql('alter table identity add column second_factor jsonb');
  }

  override down(): void {
    this.addSql('alter table identity drop column second_factor');
  }
}
