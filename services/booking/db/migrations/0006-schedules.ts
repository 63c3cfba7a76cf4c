/** Schedules of staff with single dates and skills, resources, closures, how offerings can be booked, and sessions whose capacity changes. */
import { Migration } from '@mikro-orm/migrations';

const TABLES = [
  `alter table staff add column skills text[] not null default '{}', add column date_overrides jsonb not null default '[]'`,
  `create table resource (
    tenant_id uuid not null,
    id uuid not null,
    version bigint not null,
    kind text not null,
    name text not null,
    skills text[] not null,
    time_zone text not null,
    weekly_hours jsonb not null,
    date_overrides jsonb not null,
    created_time timestamptz not null,
    updated_time timestamptz not null,
    metadata jsonb not null default '{}',
    primary key (tenant_id, id)
  )`,
  `create index resource_kinds on resource (tenant_id, kind)`,
  `create table closure (
    tenant_id uuid not null,
    id uuid not null,
    version bigint not null,
    from_date date not null,
    until_date date not null check (until_date >= from_date),
    reason text not null,
    created_time timestamptz not null,
    updated_time timestamptz not null,
    metadata jsonb not null default '{}',
    primary key (tenant_id, id)
  )`,
  `create table booking_rules (
    tenant_id uuid not null,
    offering_id uuid not null,
    version bigint not null,
    rules jsonb not null,
    created_time timestamptz not null,
    updated_time timestamptz not null,
    metadata jsonb not null default '{}',
    primary key (tenant_id, offering_id)
  )`,
  'alter table session add column numbered int',
] as const;

export class Booking0006 extends Migration {
  override name = '0006-schedules';

  override up(): void {
    for (const sql of TABLES) this.addSql(sql);
  }

  override down(): void {
    this.addSql('drop table booking_rules, closure, resource');
    this.addSql('alter table session drop column numbered');
    this.addSql('alter table staff drop column skills, drop column date_overrides');
  }
}
