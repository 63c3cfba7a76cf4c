/** Finds what names people longer than it may without looking through everything. */
import { Migration } from '@mikro-orm/migrations';

export class Notification0012 extends Migration {
  override name = '0012-personal-data';

  override up(): void {
    this.addSql(`create index notification_to_redact on notification (created_time) where recipient <> ''`);
    this.addSql(`create index account_mail_to_redact on account_mail (created_time) where recipient <> ''`);
    this.addSql(`create index booking_copy_to_redact on booking (updated_time) where facts->'customer'->>'email' <> ''`);
  }

  override down(): void {
    this.addSql('drop index notification_to_redact, account_mail_to_redact, booking_copy_to_redact');
  }
}
