/** Payments, their refunds, the provider's events and a ledger that can only grow and always balances. */
import { Migration } from '@mikro-orm/migrations';

const TABLES = [
  `create table payment (
    tenant_id uuid not null,
    id uuid not null,
    version bigint not null,
    payable_kind text not null,
    payable_id uuid not null,
    customer_id uuid not null,
    status text not null,
    amount_minor bigint not null check (amount_minor > 0),
    captured_minor bigint not null check (captured_minor >= 0),
    currency text not null,
    fence bigint not null,
    capture_fence bigint,
    provider text not null,
    account text not null,
    provider_reference text,
    client_secret text,
    method_label text not null,
    reason text not null,
    released text,
    last_attempt jsonb,
    captured_time timestamptz,
    progressed_time timestamptz not null,
    traceparent text not null,
    created_time timestamptz not null,
    updated_time timestamptz not null,
    metadata jsonb not null default '{}',
    primary key (tenant_id, id),
    unique (tenant_id, payable_id)
  )`,
  `create unique index payment_reference on payment (provider, account, provider_reference)`,
  `create index payment_id on payment (id)`,
  `create table refund (
    tenant_id uuid not null,
    id uuid not null,
    version bigint not null,
    payment_id uuid not null,
    amount_minor bigint not null check (amount_minor > 0),
    currency text not null,
    status text not null,
    provider_reference text,
    reason text not null,
    created_time timestamptz not null,
    updated_time timestamptz not null,
    metadata jsonb not null default '{}',
    primary key (tenant_id, id),
    foreign key (tenant_id, payment_id) references payment (tenant_id, id)
  )`,
  `create index refund_of_payment on refund (tenant_id, payment_id)`,
  // What was told about no payment of ours is kept as well: in the tenant of the platform.
  `create table provider_event (
    tenant_id uuid not null,
    id uuid not null,
    provider text not null,
    account text not null,
    event_id text not null,
    type text not null,
    payment_id uuid,
    payload jsonb not null,
    occurred_time timestamptz not null,
    created_time timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, provider, account, event_id)
  )`,
  `create index provider_event_of_payment on provider_event (tenant_id, payment_id)`,
  `create table ledger_line (
    tenant_id uuid not null,
    entry_id uuid not null,
    line smallint not null,
    payment_id uuid not null,
    refund_id uuid,
    kind text not null,
    account text not null,
    amount_minor bigint not null check (amount_minor <> 0),
    currency text not null,
    created_time timestamptz not null,
    primary key (tenant_id, entry_id, line),
    foreign key (tenant_id, payment_id) references payment (tenant_id, id)
  )`,
  `create index ledger_line_of_payment on ledger_line (tenant_id, payment_id, created_time)`,
] as const;

const GUARDS = [
  `create function ledger_is_append_only() returns trigger language plpgsql as $$
   begin
     raise exception 'ledger lines are never changed; write a reversing entry' using errcode = 'restrict_violation';
   end $$`,
  `create trigger ledger_is_append_only before update or delete on ledger_line
   for each statement execute function ledger_is_append_only()`,
  `create function ledger_entry_balances() returns trigger language plpgsql as $$
   begin
     if (select count(distinct currency) > 1 or sum(amount_minor) <> 0 from ledger_line
         where tenant_id = new.tenant_id and entry_id = new.entry_id) then
       raise exception 'ledger entry % does not balance', new.entry_id using errcode = 'check_violation';
     end if;
     return null;
   end $$`,
  `create constraint trigger ledger_entry_balances after insert on ledger_line
   deferrable initially deferred for each row execute function ledger_entry_balances()`,
  // A webhook names no tenant: our own row does. Only what its turn needs is given away.
  `create function payment_told_of(provider text, account text, reference text, hint uuid)
   returns table (tenant_id uuid, id uuid, traceparent text)
   language sql stable security definer set search_path from current as $$
     select p.tenant_id, p.id, p.traceparent from payment p
     where p.provider = $1 and p.account = $2
       and (p.provider_reference = $3 or (p.id = $4 and p.provider_reference is null))
     order by p.provider_reference nulls last limit 1
   $$`,
] as const;

export class Payment0001 extends Migration {
  override name = '0001-payments';

  override up(): void {
    for (const sql of [...TABLES, ...GUARDS]) this.addSql(sql);
  }

  override down(): void {
    this.addSql('drop function payment_told_of');
    this.addSql('drop table ledger_line, provider_event, refund, payment');
    this.addSql('drop function ledger_is_append_only, ledger_entry_balances');
  }
}
