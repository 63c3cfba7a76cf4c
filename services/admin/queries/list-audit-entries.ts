/** Entries of one audit log, newest first. */
import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { ListAuditEntriesRequest } from '#proto/berth/admin/v1/audit_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import type { Database } from '../../runtime/db/database.ts';
import { pageToken, readPageToken } from '../../runtime/db/page-token.ts';
import { toProtoEntry } from '../mapping.ts';
import { auditScopeOf } from './audit-scope.ts';

interface EntryRow {
  sequence: bigint;
  hash: Uint8Array;
  record: Uint8Array;
}

const PAGE = 50;

const ENTRIES = `
  select sequence, hash, record from audit_entry
  where tenant_id = $1 and ($2::bigint is null or sequence < $2)
    and ($3::timestamptz is null or recorded_time >= $3) and ($4::timestamptz is null or recorded_time < $4)
    and ($5::text = '' or actor = $5) and ($6::text = '' or action = $6) and ($7::int = 0 or outcome = $7) and ($8::text = '' or targets @> array[$8::text])
  order by sequence desc limit $9`;

export const listAuditEntries = (database: Pick<Database, 'readOne'>) => async (view: View, request: ListAuditEntriesRequest) => {
  const { startTime, endTime, actor, action, outcome, target, pageSize, pageToken: token } = request;
  const tenantId = auditScopeOf(view.caller, request.tenantId);
  const [from, to] = [startTime, endTime].map((time) => (time ? timestampDate(time) : null));
  const which = ['ListAuditEntries', tenantId, from?.toISOString() ?? '', to?.toISOString() ?? '', actor, action, String(outcome), target];
  const [before = null] = readPageToken(token, which, ['int']) ?? [];
  const limit = pageSize || PAGE;
  const rows = await database.readOne<EntryRow>([tenantId], ENTRIES, [tenantId, before, from, to, actor, action, outcome, target, limit + 1]);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { entries: rows.slice(0, limit).map(toProtoEntry), nextPageToken: last ? pageToken(which, [Number(last.sequence)]) : '' };
};
