/** An audit log as lines of a file, oldest first, as it is: whether it is as it was written shows when the file is verified. */
import type { ExportAuditLogRequest } from '#proto/berth/admin/v1/audit_service_pb.ts';
import type { StreamView } from '../../runtime/actor/actor.ts';
import type { Database } from '../../runtime/db/database.ts';
import { invalidField } from '../../runtime/errors.ts';
import { toTypeId } from '../../runtime/ids.ts';
import type { AuditSeal } from '../audit-seal.ts';
import { entriesAfter, logOf, markAt, type Log } from '../db/audit-entries.ts';
import type { Mark } from '../domain/audit-chain.ts';
import { entryLine, headerLine } from '../audit-export.ts';
import { auditScopeOf } from './audit-scope.ts';

/** Entries of a message: well below what one may have. */
const PAGE = 200;
const LIMIT = 100_000;

export const exportAuditLog = (database: Pick<Database, 'read' | 'readOne'>, seal: AuditSeal) =>
  async function* ({ caller, signal }: StreamView, request: ExportAuditLogRequest) {
    const tenantId = auditScopeOf(caller, request.tenantId);
    const log = await database.read([tenantId], (query) => logOf(query, tenantId, seal));
    let at = await beginning(database, tenantId, log, request.afterSequence);
    yield { lines: headerLine({ log: toTypeId('tnt', tenantId), exported: new Date(), after: at, head: log.head }) };
    for (let left = request.limit || LIMIT; left > 0 && !signal.aborted; ) {
      const entries = await entriesAfter(database, tenantId, at, log.head, Math.min(PAGE, left));
      const last = entries.at(-1);
      if (!last) return;
      yield { lines: entries.map(entryLine).join('') };
      at = last;
      left -= entries.length;
    }
  };

/** Behind what the caller has, or the beginning. */
async function beginning(database: Pick<Database, 'readOne'>, tenantId: string, { base, head }: Log, after: bigint): Promise<Mark> {
  if (after === 0n || after === base.sequence) return base;
  if (after === head.sequence) return head;
  const found = after > base.sequence && after < head.sequence ? await markAt(database, tenantId, after) : undefined;
  if (!found) throw invalidField('after_sequence', `must be an entry of the log, whose entries are ${base.sequence + 1n} to ${head.sequence}; 0 begins at its beginning`, 'NO_SUCH_ENTRY');
  return found;
}
