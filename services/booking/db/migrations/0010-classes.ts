/** A time of a class is a session that takes the time of staff and resources; dates of events take nobody's. */
import { Migration } from '@mikro-orm/migrations';

export class Booking0010 extends Migration {
  override name = '0010-classes';

  override up(): void {
    this.addSql('alter table session add column takes jsonb');
  }

  override down(): void {
    this.addSql('alter table session drop column takes');
  }
}
