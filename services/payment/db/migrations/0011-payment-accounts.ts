/** Tenants' own accounts at the provider; secrets are encrypted. */
import { Migration } from '@mikro-orm/migrations';

const UP = [
  `create table payment_account (
    tenant_id uuid not null,
    id uuid not null,
    version bigint not null,
    provider text not null,
    reference text not null,
    mode text not null,
    publishable_key text not null,
    secret_key jsonb not null,
    webhook_secrets jsonb not null,
    active boolean not null,
    created_time timestamptz not null,
    updated_time timestamptz not null,
    primary key (tenant_id, id)
  )`,
  'create unique index payment_account_active on payment_account (tenant_id) where active',
  'create index payment_account_id on payment_account (id)',
  // Whether webhooks of an account arrive at all.
  `create index provider_event_of_account on provider_event (tenant_id, account, created_time) where account <> 'platform'`,
  // A webhook names an account, and its signature proves that it speaks for it: what proves it is all that is given away.
  `create function payment_account_of(id uuid) returns table (tenant_id uuid, webhook_secrets jsonb)
   language sql stable security definer set search_path from current as $$
     select a.tenant_id, a.webhook_secrets from payment_account a where a.id = $1
   $$`,
] as const;

export class Payment0011 extends Migration {
  override name = '0011-payment-accounts';

  override up(): void {
    for (const sql of UP) this.addSql(sql);
  }

  override down(): void {
    this.addSql('drop function payment_account_of');
    this.addSql('drop index provider_event_of_account');
    this.addSql('drop table payment_account');
  }
}
