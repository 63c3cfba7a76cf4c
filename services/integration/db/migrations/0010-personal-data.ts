/** Whom an event that was told is about: who it is stays unknown of those that were told before, and their text goes now. */
import { Migration } from '@mikro-orm/migrations';

const UP = [
  'alter table tracked_event add column customer_id uuid',
  `update tracked_event set request_json = '' where state <> 'pending'`,
  'create index tracked_event_of_customer on tracked_event (tenant_id, customer_id)',
  `create index tracked_event_to_redact on tracked_event (created_time) where request_json <> ''`,
] as const;

export class Integration0010 extends Migration {
  override name = '0010-personal-data';

  override up(): void {
    for (const sql of UP) this.addSql(sql);
  }

  override down(): void {
    this.addSql('drop index tracked_event_to_redact, tracked_event_of_customer');
    this.addSql('alter table tracked_event drop column customer_id');
  }
}
