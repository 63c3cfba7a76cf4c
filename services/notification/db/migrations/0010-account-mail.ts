/** Mails about accounts: to whom and how they ended. The token of a link is not stored. */
import { Migration } from '@mikro-orm/migrations';

export class Notification0010 extends Migration {
  override name = '0010-account-mail';

  override up(): void {
    this.addSql(`create table account_mail (
      tenant_id uuid not null,
      id uuid not null,
      version bigint not null,
      kind text not null,
      user_id uuid not null,
      recipient text not null,
      status text not null,
      reason text not null,
      provider_reference text not null,
      created_time timestamptz not null,
      updated_time timestamptz not null,
      metadata jsonb not null default '{}',
      primary key (tenant_id, id)
    )`);
  }

  override down(): void {
    this.addSql('drop table account_mail');
  }
}
