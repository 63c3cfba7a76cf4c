/** Receipts, their counters and the copy of tenants: constraints keep one receipt a payment and one use of a number. */
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
    seller jsonb not null,
    tax_rate_bps int not null,${COMMON}
  )`,
  `create table receipt_counter (
    tenant_id uuid not null,
    id uuid not null,
    version bigint not null,
    year int not null,
    last int not null check (last > 0),${COMMON},
    unique (tenant_id, year)
  )`,
  `create table receipt (
    tenant_id uuid not null,
    id uuid not null,
    version bigint not null,
    number text not null,
    year int not null,
    sequence int not null check (sequence > 0),
    booking_id uuid not null,
    payment_id uuid not null,
    customer_id uuid not null,
    total_minor bigint not null check (total_minor > 0),
    currency text not null,
    document jsonb not null,
    document_sha256 text not null,
    object_key text,
    pdf_sha256 text,
    issued_time timestamptz not null,${COMMON},
    unique (tenant_id, year, sequence),
    unique (tenant_id, payment_id),
    check ((object_key is null) = (pdf_sha256 is null))
  )`,
] as const;

export class Receipt0001 extends Migration {
  override name = '0001-receipt';

  override up(): void {
    for (const sql of TABLES) this.addSql(sql);
  }

  override down(): void {
    this.addSql('drop table receipt, receipt_counter, tenant');
  }
}
