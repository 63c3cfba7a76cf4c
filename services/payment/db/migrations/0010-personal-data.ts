/** Finds what the provider told longer ago than it is kept without looking through everything. */
import { Migration } from '@mikro-orm/migrations';

export class Payment0010 extends Migration {
  override name = '0010-personal-data';

  override up(): void {
    this.addSql(`create index provider_event_to_redact on provider_event (created_time) where payload <> '{}'`);
  }

  override down(): void {
    this.addSql('drop index provider_event_to_redact');
  }
}
