/** Bookings that are made together at the dates of a rule. */
import { Migration } from '@mikro-orm/migrations';

const CHANGES = [
  `create table booking_series (
    tenant_id uuid not null,
    id uuid not null,
    version bigint not null,
    offering_id uuid not null,
    customer_id uuid not null,
    local_start text not null,
    time_zone text not null,
    recurrence text not null,
    on_conflict text not null,
    skipped jsonb not null,
    request_principal text,
    request_id text,
    request_hash bytea,
    created_time timestamptz not null,
    updated_time timestamptz not null,
    metadata jsonb not null default '{}',
    primary key (tenant_id, id)
  )`,
  // A repeat is known for life.
  'create unique index series_of_request on booking_series (tenant_id, request_principal, request_id)',
  'alter table booking add column series_id uuid, add column series_index int',
  'create unique index booking_of_series on booking (tenant_id, series_id, series_index) where series_id is not null',
] as const;

export class Booking0009 extends Migration {
  override name = '0009-series';

  override up(): void {
    for (const sql of CHANGES) this.addSql(sql);
  }

  override down(): void {
    this.addSql('drop index booking_of_series');
    this.addSql('alter table booking drop column series_id, drop column series_index');
    this.addSql('drop table booking_series');
  }
}
