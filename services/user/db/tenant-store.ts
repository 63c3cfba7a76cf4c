/** Tenants as rows of the global directory. */
import type { Query } from '../../runtime/db/query.ts';
import { reject } from '../../runtime/errors.ts';
import { WriteConflict, type Store } from '../../runtime/actor/types.ts';
import type { FormerSlug } from '../domain/slug.ts';
import type { LegalEntity, Tenant, TenantState } from '../domain/tenant.ts';

export interface TenantRow {
  id: string;
  version: bigint;
  slug: string;
  name: string;
  tagline: string;
  time_zone: string;
  currency: string;
  locale: string;
  legal_entity: LegalEntity;
  brand_color: string;
  support_email: string;
  created_time: Date;
  updated_time: Date;
}

export const tenantStore: Store<TenantState> = {
  async load(query, loads) {
    const ids = loads.map(({ key }) => key.id);
    const rows = await query.run<TenantRow>('select * from tenant where id = any($1::uuid[])', [ids]);
    const former = await loadFormerSlugs(query, ids);
    return new Map(rows.map((row) => [row.id, { ...fromTenantRow(row), formerSlugs: former.get(row.id) ?? [] }]));
  },
  async save(query, changes) {
    for (const { before, after, version, now } of changes) {
      if (!after) continue;
      // Before the row itself: whoever comes second waits here, and nowhere else.
      if (before?.slug !== after.slug) await takeSlug(query, after, now);
      await (before ? update(query, after, version) : insert(query, after, version));
      for (const { slug, reservedUntil } of after.formerSlugs) {
        await query.run('update tenant_slug set reserved_until = $3 where slug = $1 and business_id = $2', [slug, after.id, reservedUntil]);
      }
    }
  },
};

async function loadFormerSlugs(query: Query, ids: readonly string[]): Promise<ReadonlyMap<string, readonly FormerSlug[]>> {
  const rows = await query.run<{ business_id: string; slug: string; reserved_until: Date }>(
    'select business_id, slug, reserved_until from tenant_slug where business_id = any($1::uuid[]) and reserved_until is not null order by reserved_until, slug',
    [ids],
  );
  const slugs = rows.map(({ business_id: id, slug, reserved_until: reservedUntil }) => ({ id, former: { slug, reservedUntil } }));
  return new Map([...Map.groupBy(slugs, ({ id }) => id)].map(([id, own]) => [id, own.map(({ former }) => former)]));
}

async function insert(query: Query, tenant: Tenant, version: bigint): Promise<void> {
  const written = await query.run(
    `insert into tenant (id, version, slug, name, tagline, time_zone, currency, locale, legal_entity, brand_color, support_email, created_time, updated_time)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11, $12, $13) on conflict do nothing returning id`,
    [...valuesOf(tenant, version), tenant.created, tenant.updated],
  );
  if (written.length === 0) throw new WriteConflict(slugTaken(tenant.slug));
}

async function update(query: Query, tenant: Tenant, version: bigint): Promise<void> {
  await query.run(
    `update tenant set version = $2, slug = $3, name = $4, tagline = $5, time_zone = $6, currency = $7, locale = $8, legal_entity = $9::jsonb,
       brand_color = $10, support_email = $11, updated_time = $12
     where id = $1`,
    [...valuesOf(tenant, version), tenant.updated],
  );
}

const valuesOf = (tenant: Tenant, version: bigint): readonly unknown[] => [
  tenant.id, version, tenant.slug, tenant.name, tenant.tagline, tenant.timeZone, tenant.currency, tenant.locale,
  JSON.stringify(tenant.legalEntity), tenant.brandColor, tenant.supportEmail,
];

/** Every name that somebody has, or had lately, is one row: of two who want it at a time, one gets it. */
async function takeSlug(query: Query, { id, slug }: Tenant, now: Date): Promise<void> {
  const taken = await query.run(
    `insert into tenant_slug (slug, business_id) values ($1, $2)
     on conflict (slug) do update set business_id = excluded.business_id, reserved_until = null
       where tenant_slug.business_id = excluded.business_id or tenant_slug.reserved_until <= $3 returning slug`,
    [slug, id, now],
  );
  if (taken.length === 0) throw new WriteConflict(slugTaken(slug));
}

export const slugTaken = (slug: string) =>
  reject('SLUG_TAKEN', `Another business is called ${slug}, or was until lately. Choose another name for the address.`, { code: 'ALREADY_EXISTS' });

export const fromTenantRow = (row: TenantRow): Tenant => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  tagline: row.tagline,
  timeZone: row.time_zone,
  currency: row.currency,
  locale: row.locale,
  legalEntity: row.legal_entity,
  brandColor: row.brand_color,
  supportEmail: row.support_email,
  created: row.created_time,
  updated: row.updated_time,
});
