/** Businesses by name, a page at a time. */
import type { ListTenantsRequest } from '#proto/berth/user/v1/user_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { pageToken, readPageToken } from '../../runtime/db/page-token.ts';
import { TenantEntity, toDomain } from '../db/entities.ts';
import { toTenant } from '../mapping.ts';

const REQUEST = ['ListTenants'];

export async function listTenants(view: View, { pageSize, pageToken: token }: ListTenantsRequest) {
  const limit = pageSize || 50;
  const [name, id] = readPageToken(token, REQUEST, ['text', 'uuid']) ?? [];
  const after = name === undefined || id === undefined ? {} : { $or: [{ name: { $gt: name } }, { name, id: { $gt: id } }] };
  const rows = await view.entities().find(TenantEntity, after, { orderBy: { name: 'asc', id: 'asc' }, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    tenants: page.map((row) => toTenant(toDomain(row), BigInt(row.version))),
    nextPageToken: last && rows.length > limit ? pageToken(REQUEST, [last.name, last.id]) : '',
  };
}
