/** Sessions that do not take place, and an index to list sessions by their start. */
import { Migration } from '@mikro-orm/migrations';

export class Booking0012 extends Migration {
  override name = '0012-cancelled-sessions';

  override up(): void {
    this.addSql('alter table session add column cancelled jsonb');
    this.addSql('create index session_starts on session (tenant_id, starts, id)');
  }

  override down(): void {
    this.addSql('drop index session_starts');
    this.addSql('alter table session drop column cancelled');
  }
}
