/** One business by id or slug. */
import type { GetTenantRequest } from '#proto/berth/user/v1/user_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import { notFound } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { fromTenantRow, type TenantRow } from '../db/tenant-store.ts';
import type { Tenant } from '../domain/tenant.ts';
import { toTenant } from '../mapping.ts';

/** The business and its version; `NOT_FOUND` when there is none. */
export async function findTenant(query: Query, which: GetTenantRequest['tenant']): Promise<{ tenant: Tenant; version: bigint }> {
  const [row] =
    which.case === 'slug'
      ? await query.run<TenantRow>('select * from tenant where slug = $1', [which.value])
      : await query.run<TenantRow>('select * from tenant where id = $1::uuid', [fromTypeId('tnt', which.value ?? '', 'id')]);
  if (!row) throw notFound('business', which.value ?? '');
  return { tenant: fromTenantRow(row), version: row.version };
}

export async function getTenant({ db }: View, { tenant: which }: GetTenantRequest) {
  const { tenant, version } = await findTenant(db, which);
  return { tenant: toTenant(tenant, version) };
}
