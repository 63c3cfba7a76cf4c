/** Identities and tenants are global; everything about a person within a business is the tenant's. */
import { Migration } from '@mikro-orm/migrations';

const TABLES = [
  `create table tenant (
    id uuid primary key,
    version bigint not null,
    slug text not null unique,
    name text not null,
    tagline text not null,
    time_zone text not null,
    currency text not null,
    locale text not null,
    legal_entity jsonb not null,
    brand_color text not null,
    support_email text not null,
    created_time timestamptz not null,
    updated_time timestamptz not null,
    metadata jsonb not null default '{}'
  )`,
  `create table identity (
    id uuid primary key,
    email_key uuid not null unique,
    email text not null unique,
    password_hash text,
    created_time timestamptz not null,
    updated_time timestamptz not null,
    metadata jsonb not null default '{}'
  )`,
  `create table profile (
    tenant_id uuid not null,
    id uuid not null references identity (id),
    version bigint not null,
    email text not null,
    display_name text not null,
    phone_number text not null,
    roles text[] not null,
    created_time timestamptz not null,
    updated_time timestamptz not null,
    metadata jsonb not null default '{}',
    primary key (tenant_id, id)
  )`,
  `create table session (
    tenant_id uuid not null,
    id uuid not null,
    version bigint not null,
    user_id uuid not null,
    generation int not null,
    rotated_time timestamptz not null,
    expire_time timestamptz not null,
    revoked_time timestamptz,
    created_time timestamptz not null,
    updated_time timestamptz not null,
    metadata jsonb not null default '{}',
    primary key (tenant_id, id)
  )`,
  `create table signing_key (
    kid text primary key,
    private_jwk jsonb not null,
    public_jwk jsonb not null,
    created_time timestamptz not null default now(),
    retired_time timestamptz
  )`,
] as const;

export class User0001 extends Migration {
  override name = '0001-user';

  override up(): void {
    for (const sql of TABLES) this.addSql(sql);
  }

  override down(): void {
    this.addSql('drop table signing_key, session, profile, identity, tenant');
  }
}
