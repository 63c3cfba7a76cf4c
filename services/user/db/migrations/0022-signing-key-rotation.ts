/** Signing keys take turns and lie encrypted. Those that lay there readable are not kept: copies of them may be in backups. */
import { Migration } from '@mikro-orm/migrations';

export class User0022 extends Migration {
  override name = '0022-signing-key-rotation';

  override up(): void {
    this.addSql('delete from signing_key');
    this.addSql('alter table signing_key drop column private_jwk, drop column retired_time');
    this.addSql('alter table signing_key add column sealed_key text not null, add column activate_time timestamptz not null, add column revoked_time timestamptz');
  }

  override down(): void {
    this.addSql('delete from signing_key');
    this.addSql('alter table signing_key drop column sealed_key, drop column activate_time, drop column revoked_time');
    this.addSql('alter table signing_key add column private_jwk jsonb not null, add column retired_time timestamptz');
  }
}
