/** Whether an audit log is as it was written; a long one takes several calls. */
import type { VerifyAuditLogRequest } from '#proto/berth/admin/v1/audit_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { pageToken, readPageToken } from '../../runtime/db/page-token.ts';
import { invalidField } from '../../runtime/errors.ts';
import type { AuditSeal } from '../audit-seal.ts';
import type { VerifyLog } from '../audit-verifier.ts';
import type { Mark } from '../domain/audit-chain.ts';
import { fromMark, toDefect, toMark } from '../mapping.ts';
import { auditScopeOf } from './audit-scope.ts';

/** Entries of one call. */
const MOST = 20_000;

export const verifyAuditLog = (verify: VerifyLog, seal: AuditSeal, most = MOST) => async (view: View, request: VerifyAuditLogRequest) => {
  const { caller, signal } = view;
  const tenantId = auditScopeOf(caller, request.tenantId);
  const kept = request.mark && fromMark(request.mark);
  const which = ['VerifyAuditLog', tenantId, `${request.mark?.sequence ?? ''}`, request.mark?.hash ?? ''];
  const from = reachedIn(request.pageToken, which, tenantId, seal);
  const { at, verified, defect, unread, head } = await verify({ tenantId, from, kept, most, by: caller.subject, signal });
  return {
    ...(defect && { defect: toDefect(defect) }),
    verified,
    head: toMark(head),
    nextPageToken: unread ? pageToken(which, [seal.placeAt(tenantId, at)]) : '',
  };
};

/** Where an earlier call has come to. One that nobody has come to would show defects where there are none. */
function reachedIn(token: string, which: readonly string[], tenantId: string, seal: AuditSeal): Mark | undefined {
  const [place] = readPageToken(token, which, ['text']) ?? [];
  if (place === undefined) return undefined;
  const at = seal.readPlace(tenantId, place);
  if (!at) throw invalidField('page_token', 'must be the next_page_token of an answer; start again without one', 'PAGE_TOKEN_MISMATCH');
  return at;
}
