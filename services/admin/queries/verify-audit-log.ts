/** Reads an audit log entry by entry, page by page, and says the first thing that is not as this service wrote it. */
import type { VerifyAuditLogRequest } from '#proto/berth/admin/v1/audit_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import type { Database } from '../../runtime/db/database.ts';
import { pageToken, readPageToken } from '../../runtime/db/page-token.ts';
import type { Query } from '../../runtime/db/query.ts';
import { invalidField } from '../../runtime/errors.ts';
import { toTypeId } from '../../runtime/ids.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { AuditSeal } from '../audit-seal.ts';
import { findChain } from '../db/audit-store.ts';
import { BEGINNING, isSameMark, type EntryFacts, type Mark } from '../domain/audit-chain.ts';
import { defectAtEnd, walk, type Defect, type FoundEntry, type Walked } from '../domain/audit-walk.ts';
import { factsOf, fromMark, readRecord, toDefect, toMark } from '../mapping.ts';
import { auditScopeOf } from './audit-scope.ts';

export interface VerifyOptions {
  readonly database: Pick<Database, 'read' | 'readOne'>;
  readonly seal: AuditSeal;
  readonly logger: Logger;
  /** Entries of one statement, and of one call. */
  readonly page?: number;
  readonly most?: number;
}

const PAGE = 1_000;
const MOST = 20_000;

export const verifyAuditLog = (options: VerifyOptions) => async (view: View, request: VerifyAuditLogRequest) => {
  const { database, seal, logger } = options;
  const tenantId = auditScopeOf(view.caller, request.tenantId);
  const kept = request.mark && fromMark(request.mark);
  const which = ['VerifyAuditLog', tenantId, `${request.mark?.sequence ?? ''}`, request.mark?.hash ?? ''];
  const reached = reachedIn(request.pageToken, which, tenantId, seal);
  const log = await database.read([tenantId], (query) => logOf(query, tenantId, seal));
  const { at, verified, defect, unread } = await walkOn(options, tenantId, { log, kept, at: laterOf(log.base, reached), signal: view.signal });
  // Outside of the database, and so a mark that whoever changes the database does not reach.
  const facts = { tenant: tenantId, sequence: `${log.head.sequence}`, head: toMark(log.head).hash, by: view.caller.subject };
  if (defect?.kind === 'mark_lost') logger.warn({ ...facts, at: `${defect.sequence}` }, 'an audit log does not hold a mark that somebody kept');
  else if (defect) logger.error({ ...facts, defect: defect.kind, at: `${defect.sequence}` }, 'an audit log is not as it was written');
  else logger.info({ ...facts, complete: !unread }, 'an audit log was verified');
  return {
    ...(defect && { defect: toDefect(defect) }),
    verified,
    head: toMark(log.head),
    nextPageToken: unread ? pageToken(which, [Number(at.sequence), toMark(at).hash, seal.voucher(tenantId, at)]) : '',
  };
};

/** Where an earlier call has come to. One that nobody has come to would show defects where there are none. */
function reachedIn(token: string, which: readonly string[], tenantId: string, seal: AuditSeal): Mark | undefined {
  const [sequence, hash, voucher] = readPageToken(token, which, ['int', 'text', 'text']) ?? [];
  if (sequence === undefined || hash === undefined || voucher === undefined) return undefined;
  const at = fromMark({ sequence: BigInt(sequence), hash });
  if (!seal.isVoucher(tenantId, at, voucher)) throw invalidField('page_token', 'must be the next_page_token of an answer; start again without one', 'PAGE_TOKEN_MISMATCH');
  return at;
}

interface Walk {
  readonly log: Log;
  readonly kept: Mark | undefined;
  readonly at: Mark;
  readonly signal: AbortSignal;
}

/** Goes on to the end, to the first defect, or until enough was read. */
async function walkOn(options: VerifyOptions, tenantId: string, { log, kept, at, signal }: Walk): Promise<Walked & { readonly unread: boolean }> {
  const { database, seal, most = MOST } = options;
  let verified = 0n;
  let defect = log.defect ?? (kept && defectOfMark(kept, log));
  while (!defect && at.sequence < log.head.sequence) {
    if (verified >= BigInt(most)) return { at, verified, unread: true };
    signal.throwIfAborted();
    const walked = walk(at, await entriesAfter(options, tenantId, at, log.head), kept);
    verified += walked.verified;
    defect = walked.defect ?? (walked.verified === 0n ? defectAtEnd(at, log.head, log.sealed) : undefined);
    at = walked.at;
    if (defect?.kind !== 'missing') continue;
    // What grew too old meanwhile is not missing.
    const { base } = await database.read([tenantId], (query) => logOf(query, tenantId, seal));
    if (base.sequence > at.sequence) [at, defect] = [base, undefined];
  }
  const atEnd = defect ?? defectAtEnd(at, log.head, log.sealed);
  return { at, verified, unread: false, ...(atEnd && { defect: atEnd }) };
}

const laterOf = (a: Mark, b: Mark | undefined): Mark => (b && b.sequence > a.sequence ? b : a);

interface Log {
  readonly head: Mark;
  readonly base: Mark;
  readonly sealed: boolean;
  readonly defect?: Defect;
}

/** Where the log begins and ends; entries where none should be are a defect. */
async function logOf(query: Query, tenantId: string, seal: AuditSeal): Promise<Log> {
  const chain = await findChain(query, tenantId, seal);
  if (chain) {
    const [stray] = chain.strays;
    return { ...chain, ...(stray !== undefined && { defect: { kind: 'added' as const, sequence: stray } }) };
  }
  const [entry] = await query.run<{ sequence: bigint }>('select sequence from audit_entry where tenant_id = $1 order by sequence limit 1', [tenantId]);
  const empty = { head: BEGINNING, base: BEGINNING, sealed: true };
  return entry ? { ...empty, defect: { kind: 'resealed', sequence: entry.sequence } } : empty;
}

/** A mark that lies outside of what the log holds; one within is met on the way. */
function defectOfMark(kept: Mark, { head, base }: Log): Defect | undefined {
  const lost = kept.sequence > head.sequence || (kept.sequence === base.sequence && !isSameMark(kept, base));
  return lost ? { kind: 'mark_lost', sequence: kept.sequence } : undefined;
}

interface EntryRow {
  sequence: bigint;
  hash: Uint8Array;
  record: Uint8Array;
  source_id: string;
  actor: string;
  action: string;
  outcome: number;
  targets: string[];
  recorded_time: Date;
}

async function entriesAfter({ database, page = PAGE }: VerifyOptions, tenantId: string, at: Mark, head: Mark): Promise<FoundEntry[]> {
  const rows = await database.readOne<EntryRow>(
    [tenantId],
    `select sequence, hash, record, source_id, actor, action, outcome, targets, recorded_time from audit_entry
     where tenant_id = $1 and sequence > $2 and sequence <= $3 order by sequence limit $4`,
    [tenantId, at.sequence, head.sequence, page],
  );
  return rows.map(({ sequence, hash, record, ...row }) => ({ sequence, hash, record, consistent: saysTheSame(tenantId, sequence, row, record) }));
}

/** Whether the columns say what the record says; a record that cannot be read says nothing. */
function saysTheSame(tenantId: string, sequence: bigint, row: Omit<EntryRow, 'sequence' | 'hash' | 'record'>, bytes: Uint8Array): boolean {
  try {
    const record = readRecord(bytes);
    const stored: EntryFacts = { sourceId: row.source_id, action: row.action, actor: row.actor, outcome: row.outcome, targets: row.targets, recorded: row.recorded_time };
    const told = factsOf(record);
    return record.sequence === sequence && record.tenantId === toTypeId('tnt', tenantId) && textOf(stored) === textOf(told);
  } catch {
    return false;
  }
}

const textOf = ({ sourceId, action, actor, outcome, targets, recorded }: EntryFacts): string =>
  JSON.stringify([sourceId, action, actor, outcome, targets, recorded.getTime()]);
