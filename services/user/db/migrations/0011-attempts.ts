/** Attempts to guess passwords, over all businesses. */
import { Migration } from '@mikro-orm/migrations';

export class User0011 extends Migration {
  override name = '0011-attempts';

  override up(): void {
    this.addSql(`create table sign_in_attempt (
      id uuid primary key,
      failures int not null default 0,
      last_time timestamptz,
      blocked_until timestamptz,
      trusted_time timestamptz,
      keep_until timestamptz not null
    )`);
    this.addSql('create index sign_in_attempt_to_sweep on sign_in_attempt (keep_until)');
  }

  override down(): void {
    this.addSql('drop table sign_in_attempt');
  }
}
