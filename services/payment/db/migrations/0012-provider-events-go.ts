/** What the provider told goes as a whole after its time, so that its table does not grow for ever; this finds what is old. */
import { Migration } from '@mikro-orm/migrations';

export class Payment0012 extends Migration {
  override name = '0012-provider-events-go';

  override up(): void {
    this.addSql('drop index provider_event_to_redact');
    this.addSql('create index provider_event_to_remove on provider_event (created_time)');
  }

  override down(): void {
    this.addSql('drop index provider_event_to_remove');
    this.addSql(`create index provider_event_to_redact on provider_event (created_time) where payload <> '{}'`);
  }
}
