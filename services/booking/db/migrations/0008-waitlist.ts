/** Who waits for places of a session, and on the session itself the smallest party that does. */
import { Migration } from '@mikro-orm/migrations';

const CHANGES = [
  `create table waitlist_entry (
    tenant_id uuid not null,
    id uuid not null,
    version bigint not null,
    session_id uuid not null,
    number int not null,
    party int not null check (party > 0),
    customer_id uuid not null,
    customer jsonb not null,
    trace_id text not null,
    status text not null,
    offer_expires timestamptz,
    history jsonb not null,
    created_time timestamptz not null,
    updated_time timestamptz not null,
    metadata jsonb not null default '{}',
    primary key (tenant_id, id)
  )`,
  `create unique index waitlist_waits_once on waitlist_entry (tenant_id, session_id, customer_id) where status in ('waiting', 'offered')`,
  `create index waitlist_of_session on waitlist_entry (tenant_id, session_id, number) where status in ('waiting', 'offered')`,
  `create index waitlist_of_customer on waitlist_entry (tenant_id, customer_id, id)`,
  `alter table session add column waiting_party int`,
] as const;

export class Booking0008 extends Migration {
  override name = '0008-waitlist';

  override up(): void {
    for (const sql of CHANGES) this.addSql(sql);
  }

  override down(): void {
    this.addSql('alter table session drop column waiting_party');
    this.addSql('drop table waitlist_entry');
  }
}
