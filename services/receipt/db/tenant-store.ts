/** The receipt service's own copy of its tenants: as new as the last `tenant.changed`. */
import type { Store } from '../../runtime/actor/types.ts';
import type { Seller } from '../domain/document.ts';
import type { Tenant } from '../domain/receipt.ts';

interface TenantRow {
  id: string;
  seller: Seller;
  tax_rate_bps: number;
}

export const tenantStore: Store<Tenant> = {
  async load(query, loads) {
    const rows = await query.run<TenantRow>('select id, seller, tax_rate_bps from tenant where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map(({ id, seller, tax_rate_bps: taxRateBps }) => [id, { id, seller, taxRateBps }]));
  },
  async save(query, changes) {
    const rows = changes.flatMap(({ tenantId, after, version, now }) => (after ? [{ tenantId, version, now, ...after }] : []));
    await query.run(
      `insert into tenant (tenant_id, id, version, seller, tax_rate_bps, created_time, updated_time)
       select *, $6::timestamptz, $6::timestamptz from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::jsonb[], $5::int[])
       on conflict (tenant_id, id) do update set version = excluded.version, seller = excluded.seller, tax_rate_bps = excluded.tax_rate_bps,
         updated_time = excluded.updated_time`,
      [
        rows.map((r) => r.tenantId), rows.map((r) => r.id), rows.map((r) => r.version), rows.map((r) => JSON.stringify(r.seller)),
        rows.map((r) => r.taxRateBps), rows[0]?.now,
      ],
    );
  },
};
