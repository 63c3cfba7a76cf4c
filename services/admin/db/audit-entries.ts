/** What a verification reads: where a log begins and ends, and its entries in the order of their numbers. */
import type { Database } from '../../runtime/db/database.ts';
import type { Query } from '../../runtime/db/query.ts';
import { toTypeId } from '../../runtime/ids.ts';
import type { AuditSeal } from '../audit-seal.ts';
import { BEGINNING, type EntryFacts, type Mark } from '../domain/audit-chain.ts';
import type { Defect, FoundEntry } from '../domain/audit-walk.ts';
import { factsOf, readRecord } from '../mapping.ts';
import { findChain } from './audit-store.ts';

/** A log's ends, as they are stored. */
export interface Log {
  readonly head: Mark;
  readonly base: Mark;
  readonly sealed: boolean;
  readonly defect?: Defect;
}

/** Where the log begins and ends; entries where none should be are a defect. */
export async function logOf(query: Query, tenantId: string, seal: AuditSeal): Promise<Log> {
  const chain = await findChain(query, tenantId, seal);
  if (chain) {
    const [stray] = chain.strays;
    return { ...chain, ...(stray !== undefined && { defect: { kind: 'added' as const, sequence: stray } }) };
  }
  const [entry] = await query.run<{ sequence: bigint }>('select sequence from audit_entry where tenant_id = $1 order by sequence limit 1', [tenantId]);
  const empty = { head: BEGINNING, base: BEGINNING, sealed: true };
  return entry ? { ...empty, defect: { kind: 'resealed', sequence: entry.sequence } } : empty;
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

/** Entries behind `at`, up to the head: so many at most. */
export async function entriesAfter(database: Pick<Database, 'readOne'>, tenantId: string, at: Mark, head: Mark, most: number): Promise<FoundEntry[]> {
  const rows = await database.readOne<EntryRow>(
    [tenantId],
    `select sequence, hash, record, source_id, actor, action, outcome, targets, recorded_time from audit_entry
     where tenant_id = $1 and sequence > $2 and sequence <= $3 order by sequence limit $4`,
    [tenantId, at.sequence, head.sequence, most],
  );
  return rows.map(({ sequence, hash, record, ...row }) => ({ sequence, hash, record, consistent: saysTheSame(tenantId, sequence, row, record) }));
}

/** An entry's place in the chain. */
export async function markAt(database: Pick<Database, 'readOne'>, tenantId: string, sequence: bigint): Promise<Mark | undefined> {
  const [row] = await database.readOne<{ hash: Uint8Array }>([tenantId], 'select hash from audit_entry where tenant_id = $1 and sequence = $2', [tenantId, sequence]);
  return row && { sequence, hash: row.hash };
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
