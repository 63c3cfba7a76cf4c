/** The signed-in person and the business they are signed in to. */
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { View } from '../../runtime/actor/types.ts';
import { notFound } from '../../runtime/errors.ts';
import { toTypeId } from '../../runtime/ids.ts';
import { validate } from 'uuid';
import { findIdentity } from '../db/identity-store.ts';
import { findProfile } from '../db/profile-store.ts';
import { toTenant, toUser } from '../mapping.ts';
import { findTenant } from './get-tenant.ts';

export async function getMe({ caller, db }: View) {
  const found = validate(caller.subject) ? await findProfile(db, caller.subject) : undefined;
  if (!found) throw notFound('account', caller.subject);
  const tenant = await findTenant(db, { case: 'id', value: toTypeId('tnt', caller.tenantId) });
  const verified = (await findIdentity(db, found.profile.id))?.identity.verified;
  return {
    user: toUser(found.profile, found.version),
    tenant: toTenant(tenant.tenant, tenant.version),
    ...(verified && { emailVerifyTime: timestampFromDate(verified) }),
  };
}
