/** How far an audit log reaches. */
import type { GetAuditLogRequest } from '#proto/berth/admin/v1/audit_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import type { AuditSeal } from '../audit-seal.ts';
import type { Database } from '../../runtime/db/database.ts';
import { findChain } from '../db/audit-store.ts';
import { emptyChain } from '../domain/audit-chain.ts';
import { toLog } from '../mapping.ts';
import { auditScopeOf } from './audit-scope.ts';

export const getAuditLog = (database: Pick<Database, 'read'>, seal: AuditSeal) => async (view: View, request: GetAuditLogRequest) => {
  const tenantId = auditScopeOf(view.caller, request.tenantId);
  const chain = await database.read([tenantId], (query) => findChain(query, tenantId, seal));
  return { log: chain ? toLog(chain, chain.version) : toLog(emptyChain(tenantId), 0n) };
};
