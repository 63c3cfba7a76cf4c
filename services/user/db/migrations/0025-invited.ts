/** Finds what a business invited lately among all links that its mails carried. */
import { Migration } from '@mikro-orm/migrations';

export class User0025 extends Migration {
  override name = '0025-invited';

  override up(): void {
    this.addSql(`create index mail_link_of_invitations on mail_link (tenant_id, expire_time) where purpose = 'invitation'`);
  }

  override down(): void {
    this.addSql('drop index mail_link_of_invitations');
  }
}
