/** Tenants as rows of the global directory. */
import type { Query } from '../../runtime/db/query.ts';
import { reject } from '../../runtime/errors.ts';
import { WriteConflict, type Store } from '../../runtime/actor/types.ts';
import type { LegalEntity, Tenant } from '../domain/tenant.ts';

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
}

export const tenantStore: Store<Tenant> = {
  async load(query, loads) {
    const rows = await query.run<TenantRow>('select * from tenant where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, fromTenantRow(row)]));
  },
  async save(query, changes) {
    for (const { before, after, version, now } of changes) {
      if (after && !before) await insert(query, after, version, now);
    }
  },
};

async function insert(query: Query, tenant: Tenant, version: bigint, now: Date): Promise<void> {
  const written = await query.run(
    `insert into tenant (id, version, slug, name, tagline, time_zone, currency, locale, legal_entity, brand_color, support_email, created_time, updated_time)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11, $12, $12) on conflict do nothing returning id`,
    [
      tenant.id, version, tenant.slug, tenant.name, tenant.tagline, tenant.timeZone, tenant.currency, tenant.locale,
      JSON.stringify(tenant.legalEntity), tenant.brandColor, tenant.supportEmail, now,
    ],
  );
  if (written.length === 0) throw new WriteConflict(slugTaken(tenant.slug));
}

export const slugTaken = (slug: string) =>
  reject('SLUG_TAKEN', `There is a business called ${slug} already. Choose another name for the address.`, { code: 'ALREADY_EXISTS' });

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
});
