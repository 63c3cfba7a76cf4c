/** Finds the mail about a series that a booking is in among those of its customer. */
import { Migration } from '@mikro-orm/migrations';

export class Notification0013 extends Migration {
  override name = '0013-notifications-of-customers';

  override up(): void {
    this.addSql('create index notification_of_customer on notification (tenant_id, customer_id)');
  }

  override down(): void {
    this.addSql('drop index notification_of_customer');
  }
}
