/** Accounts at other providers that people sign in with, and the flows to prove one until they end. */
import { Migration } from '@mikro-orm/migrations';

export class User0018 extends Migration {
  override name = '0018-social';

  override up(): void {
    this.addSql(`create table linked_identity (
      id uuid primary key,
      version bigint not null default 1,
      identity_id uuid not null references identity (id),
      provider text not null,
      issuer text not null,
      subject text not null,
      email text not null,
      created_time timestamptz not null,
      used_time timestamptz,
      unique (issuer, subject)
    )`);
    this.addSql('create index linked_identity_of_identity on linked_identity (identity_id, created_time)');
    this.addSql(`create table social_flow (
      tenant_id uuid not null,
      id uuid not null,
      provider text not null,
      browser_hash text not null,
      redirect_uri text not null,
      proved jsonb,
      created_time timestamptz not null,
      expire_time timestamptz not null,
      primary key (tenant_id, id)
    )`);
  }

  override down(): void {
    this.addSql('drop table social_flow, linked_identity');
  }
}
