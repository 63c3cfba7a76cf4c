/** The domains of the caller's business; there are not enough of them for pages. */
import type { View } from '../../runtime/actor/types.ts';
import { findOwnDomains } from '../db/own-domain-store.ts';
import { toTenantDomain } from '../mapping.ts';

export const listTenantDomains = async ({ caller, db }: View) => ({ domains: (await findOwnDomains(db, caller.tenantId)).map(toTenantDomain) });
