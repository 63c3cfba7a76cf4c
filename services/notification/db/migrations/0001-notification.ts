/** Notifications and the copies of bookings and tenants that they are written from. */
import { Migration } from '@mikro-orm/migrations';

const COMMON = `
    created_time timestamptz not null,
    updated_time timestamptz not null,
    metadata jsonb not null default '{}',
    primary key (tenant_id, id)`;

const TABLES = [
  `create table tenant (
    tenant_id uuid not null,
    id uuid not null,
    version bigint not null,
    facts jsonb not null,${COMMON}
  )`,
  `create table booking (
    tenant_id uuid not null,
    id uuid not null,
    version bigint not null,
    customer_id uuid not null,
    facts jsonb not null,${COMMON}
  )`,
  `create table notification (
    tenant_id uuid not null,
    id uuid not null,
    version bigint not null,
    status text not null,
    kind text not null,
    booking_id uuid not null,
    customer_id uuid not null,
    recipient text not null,
    subject text not null,
    occasion jsonb not null,
    provider_reference text not null,
    reason text not null,
    sent_time timestamptz,${COMMON},
    check ((status = 'sent') = (sent_time is not null))
  )`,
  'create index notification_of_booking on notification (tenant_id, booking_id, created_time)',
] as const;

export class Notification0001 extends Migration {
  override name = '0001-notification';

  override up(): void {
    for (const sql of TABLES) this.addSql(sql);
  }

  override down(): void {
    this.addSql('drop table notification, booking, tenant');
  }
}
