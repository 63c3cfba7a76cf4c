/** Offerings with their headings, as written. */
import { Migration } from '@mikro-orm/migrations';

const heading = (table: string): string => `
  create table ${table} (
    tenant_id uuid not null,
    id uuid not null,
    name text not null,
    slug text not null,
    created_time timestamptz not null,
    updated_time timestamptz not null,
    version bigint not null default 1,
    metadata jsonb not null default '{}',
    primary key (tenant_id, id),
    unique (tenant_id, slug)
  )`;

const OFFERING = `
  create table offering (
    tenant_id uuid not null,
    id uuid not null,
    kind text not null check (kind in ('APPOINTMENT', 'SERVICE', 'EVENT', 'PRODUCT')),
    state text not null check (state in ('PUBLISHED', 'ARCHIVED')),
    title text not null,
    slug text not null,
    summary text not null,
    description text not null,
    category_id uuid not null,
    brand_id uuid,
    price_minor bigint not null check (price_minor >= 0),
    currency_code text not null,
    duration_minutes int not null,
    time_zone text not null,
    capacity int not null,
    payment_mode text not null check (payment_mode in ('ONLINE', 'AT_DESK')),
    hold_minutes int not null,
    free_cancellation_hours int not null,
    variants jsonb not null default '[]',
    add_ons jsonb not null default '[]',
    tags text[] not null default '{}',
    place text not null,
    created_by text not null,
    created_request text not null,
    created_time timestamptz not null,
    updated_time timestamptz not null,
    version bigint not null,
    metadata jsonb not null default '{}',
    primary key (tenant_id, id),
    constraint offering_slug unique (tenant_id, slug),
    constraint offering_created_request unique (tenant_id, created_by, created_request),
    foreign key (tenant_id, category_id) references category,
    foreign key (tenant_id, brand_id) references brand
  )`;

export class Catalog0001 extends Migration {
  override name = '0001-catalog';

  override up(): void {
    this.addSql(heading('category'));
    this.addSql(heading('brand'));
    this.addSql(OFFERING);
  }

  override down(): void {
    this.addSql('drop table offering, brand, category');
  }
}
