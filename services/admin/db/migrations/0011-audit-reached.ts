/** Where the verification of a log that is too long for one go has come to, as it vouches for it. */
import { Migration } from '@mikro-orm/migrations';

export class Admin0011 extends Migration {
  override name = '0011-audit-reached';

  override up(): void {
    this.addSql('alter table audit_chain add column reached text');
  }

  override down(): void {
    this.addSql('alter table audit_chain drop column reached');
  }
}
