/** Keys of the admin service's actors. */
import type { Key } from '../runtime/actor/types.ts';

/** A tenant has one audit log, and the platform one of its own. */
export const auditChainKey = (tenantId: string): Key => ({ type: 'audit_chain', id: tenantId });
