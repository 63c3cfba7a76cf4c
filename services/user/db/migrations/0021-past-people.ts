/** Finds sessions that ended and guests who came long ago without looking through all of them. */
import { Migration } from '@mikro-orm/migrations';

export class User0021 extends Migration {
  override name = '0021-past-people';

  override up(): void {
    this.addSql('create index session_to_remove on session (least(expire_time, revoked_time))');
    this.addSql('create index profile_of_guest on profile (created_time) where guest');
  }

  override down(): void {
    this.addSql('drop index profile_of_guest, session_to_remove');
  }
}
