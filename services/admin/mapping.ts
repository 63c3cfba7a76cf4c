/** Between what services tell, records of the audit log and their rows. */
import { create, fromBinary, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  AuditDefectKind, AuditRecordSchema, type AuditDefectSchema, type AuditEntrySchema, type AuditLogSchema, type AuditMark, type AuditRecord,
} from '#proto/berth/admin/v1/audit_pb.ts';
import { AuditFactSchema, AuditOutcome, type AuditFact } from '#proto/berth/runtime/v1/audit_pb.ts';
import type { AccountActivity } from '#proto/berth/user/v1/account_events_pb.ts';
import { addressGroupOf } from '../runtime/address-group.ts';
import { auditSubject } from '../runtime/audit/facts.ts';
import type { Envelope } from '../runtime/events/types.ts';
import { derivedId, toTypeId } from '../runtime/ids.ts';
import { parseTraceparent } from '../runtime/telemetry/propagation.ts';
import { entryAfter, type AuditChain, type Entry, type EntryFacts, type Mark } from './domain/audit-chain.ts';
import type { Defect, DefectKind } from './domain/audit-walk.ts';
import { actionOfActivity, actorOfActivity, REFUSALS } from './activities.ts';

/** Who tells, in whose log and when it is written. */
export interface Telling {
  readonly tenantId: string;
  readonly source: string;
  readonly now: Date;
}

/** Entries for facts, one after the other behind `at`. */
export function toEntries(at: Mark, facts: readonly AuditFact[], telling: Telling): Entry[] {
  const entries: Entry[] = [];
  for (const fact of facts) {
    const entry = toEntry(entries.at(-1) ?? at, { case: 'fact', value: fact }, telling);
    entries.push(entry);
  }
  return entries;
}

/** The entry that stands for those that were removed up to a mark. */
export const toCheckpoint = (at: Mark, removed: Mark, telling: Telling): Entry =>
  toEntry(at, { case: 'checkpoint', value: { sequence: removed.sequence, hash: hex(removed.hash) } }, telling);

function toEntry(at: Mark, content: NonNullable<MessageInitShape<typeof AuditRecordSchema>['content']>, { tenantId, source, now }: Telling): Entry {
  const record = create(AuditRecordSchema, { sequence: at.sequence + 1n, tenantId: toTypeId('tnt', tenantId), source, recordTime: timestampFromDate(now), content });
  return entryAfter(at, toBinary(AuditRecordSchema, record), factsOf(record));
}

/** What a record is looked up by. */
export function factsOf({ content, recordTime, source, tenantId, sequence }: AuditRecord): EntryFacts {
  const recorded = recordTime ? timestampDate(recordTime) : new Date(0);
  if (content.case === 'fact') {
    const { id, action, actor, outcome, targets } = content.value;
    return { sourceId: id, action, actor: actor?.id ?? '', outcome, targets, recorded };
  }
  return { sourceId: derivedId('audit checkpoint', tenantId, `${sequence}`), action: FORGOTTEN, actor: `service:${source}`, outcome: AuditOutcome.DONE, targets: [], recorded };
}

/** Action of checkpoints. */
const FORGOTTEN = 'audit.forgotten';

/** An account's activity as a fact. Addresses of people stay behind: whose account it is, its id says. */
export const fromActivity = ({ kind, userId, sessionId, origin, reason }: AccountActivity, { id, time, actor, traceparent }: Envelope): AuditFact =>
  create(AuditFactSchema, {
    id,
    time: timestampFromDate(time),
    actor: actorOfActivity(auditSubject(actor), userId, kind),
    action: actionOfActivity(kind),
    targets: [userId, sessionId].filter((target) => target !== ''),
    outcome: REFUSALS.has(kind) ? AuditOutcome.DENIED : AuditOutcome.DONE,
    reason,
    addressGroup: addressGroupOf(origin?.ipAddress ?? ''),
    traceId: parseTraceparent(traceparent)?.traceId ?? '',
    count: 1,
  });

export const readRecord = (bytes: Uint8Array): AuditRecord => fromBinary(AuditRecordSchema, bytes);

export const toProtoEntry = ({ record, hash }: Pick<Entry, 'record' | 'hash'>): MessageInitShape<typeof AuditEntrySchema> => ({ record: readRecord(record), hash: hex(hash) });

export const toMark = ({ sequence, hash }: Mark): Pick<AuditMark, 'sequence' | 'hash'> => ({ sequence, hash: hex(hash) });

export const fromMark = ({ sequence, hash }: Pick<AuditMark, 'sequence' | 'hash'>): Mark => ({ sequence, hash: Buffer.from(hash, 'hex') });

export const toLog = ({ head, base, retentionDays }: Pick<AuditChain, 'head' | 'base' | 'retentionDays'>, version: bigint): MessageInitShape<typeof AuditLogSchema> => ({
  head: toMark(head), base: toMark(base), retentionDays, etag: String(version),
});

const DEFECTS = {
  missing: AuditDefectKind.MISSING,
  changed: AuditDefectKind.CHANGED,
  added: AuditDefectKind.ADDED,
  resealed: AuditDefectKind.RESEALED,
  mark_lost: AuditDefectKind.MARK_LOST,
} as const satisfies Record<DefectKind, AuditDefectKind>;

export const toDefect = ({ kind, sequence }: Defect): MessageInitShape<typeof AuditDefectSchema> => ({ kind: DEFECTS[kind], sequence });

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
