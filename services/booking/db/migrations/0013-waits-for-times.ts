/** Who waits for a time with staff: an entry of the list of an offering, with the window in which a time would do. */
import { Migration } from '@mikro-orm/migrations';

const CHANGES = [
  `alter table waitlist_entry
    add column window_from timestamptz,
    add column window_to timestamptz,
    add column window_staff uuid,
    add column window_minutes int`,
  `create index waitlist_of_times on waitlist_entry (tenant_id, window_to) where status = 'waiting' and window_to is not null`,
] as const;

export class Booking0013 extends Migration {
  override name = '0013-waits-for-times';

  override up(): void {
    for (const sql of CHANGES) this.addSql(sql);
  }

  override down(): void {
    this.addSql('drop index waitlist_of_times');
    this.addSql('delete from waitlist_entry where window_to is not null');
    this.addSql('alter table waitlist_entry drop column window_from, drop column window_to, drop column window_staff, drop column window_minutes');
  }
}
