/** One business by its id or by a name that leads to it: its slug or one that it had lately, or a domain that it has proved. */
import type { GetTenantRequest } from '#proto/berth/user/v1/user_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import { notFound } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { fromTenantRow, type TenantRow } from '../db/tenant-store.ts';
import { normalizeDomain } from '../domain/own-domain.ts';
import type { Tenant } from '../domain/tenant.ts';
import { toTenant } from '../mapping.ts';

type Which = GetTenantRequest['tenant'];

/** The business and its version; `NOT_FOUND` when there is none. */
export async function findTenant(query: Query, which: Which): Promise<{ tenant: Tenant; version: bigint }> {
  const [row] = await rowsOf(query, which);
  if (!row) throw notFound('business', which.value ?? '');
  return { tenant: fromTenantRow(row), version: row.version };
}

async function rowsOf(query: Query, which: Which): Promise<TenantRow[]> {
  switch (which.case) {
    case 'slug':
      return query.run<TenantRow>('select t.* from tenant t join tenant_slug s on s.business_id = t.id where s.slug = $1', [which.value]);
    case 'domain':
      return query.run<TenantRow>('select t.* from tenant t join domain_owner o on o.business_id = t.id where o.name = $1', [normalizeDomain(which.value) ?? '']);
    default:
      return query.run<TenantRow>('select * from tenant where id = $1::uuid', [fromTypeId('tnt', which.value ?? '', 'id')]);
  }
}

export async function getTenant({ db }: View, { tenant: which }: GetTenantRequest) {
  const { tenant, version } = await findTenant(db, which);
  return { tenant: toTenant(tenant, version) };
}
