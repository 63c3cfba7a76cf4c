/** The signed-in person and the business they are signed in to. */
import type { View } from '../../runtime/actor/types.ts';
import { notFound } from '../../runtime/errors.ts';
import { toTypeId } from '../../runtime/ids.ts';
import { validate } from 'uuid';
import { findProfile } from '../db/account-stores.ts';
import { toTenant, toUser } from '../mapping.ts';
import { findTenant } from './get-tenant.ts';

export async function getMe({ caller, db }: View) {
  const found = validate(caller.subject) ? await findProfile(db, caller.subject) : undefined;
  if (!found) throw notFound('account', caller.subject);
  const tenant = await findTenant(db, { case: 'id', value: toTypeId('tnt', caller.tenantId) });
  return { user: toUser(found.profile, found.version), tenant: toTenant(tenant.tenant, tenant.version) };
}
