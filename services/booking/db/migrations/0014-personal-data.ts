/** Finds what names people longer than it may without looking through everything. */
import { Migration } from '@mikro-orm/migrations';

export class Booking0014 extends Migration {
  override name = '0014-personal-data';

  override up(): void {
    this.addSql(`create index booking_to_redact on booking (hold_expires) where status = 'expired' and customer->>'email' <> ''`);
    this.addSql(`create index waitlist_to_redact on waitlist_entry (updated_time) where status not in ('waiting', 'offered') and customer->>'email' <> ''`);
  }

  override down(): void {
    this.addSql('drop index booking_to_redact, waitlist_to_redact');
  }
}
