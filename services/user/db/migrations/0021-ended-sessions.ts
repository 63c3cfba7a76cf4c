/** Finds sessions that ended long ago without looking through all of them. */
import { Migration } from '@mikro-orm/migrations';

export class User0021 extends Migration {
  override name = '0021-ended-sessions';

  override up(): void {
    this.addSql('create index session_to_remove on session (least(expire_time, revoked_time))');
  }

  override down(): void {
    this.addSql('drop index session_to_remove');
  }
}
