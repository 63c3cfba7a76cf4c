/** Passkeys of identities, and the challenges that were used until they end. */
import { Migration } from '@mikro-orm/migrations';

export class User0013 extends Migration {
  override name = '0013-passkeys';

  override up(): void {
    this.addSql(`create table passkey (
      id uuid primary key,
      version bigint not null default 1,
      identity_id uuid not null references identity (id),
      credential_id text not null unique,
      public_key bytea not null,
      counter bigint not null,
      name text not null,
      created_time timestamptz not null,
      used_time timestamptz
    )`);
    this.addSql('create index passkey_of_identity on passkey (identity_id, created_time)');
    this.addSql(`create table spent_challenge (
      tenant_id uuid not null,
      id uuid not null,
      spent_time timestamptz not null,
      primary key (tenant_id, id)
    )`);
  }

  override down(): void {
    this.addSql('drop table spent_challenge, passkey');
  }
}
