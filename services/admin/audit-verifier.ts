/** Reads an audit log entry by entry, page by page, and says the first thing that is not as this service wrote it. */
import type { Database } from '../runtime/db/database.ts';
import type { Logger } from '../runtime/logger.ts';
import type { AuditSeal } from './audit-seal.ts';
import { entriesAfter, logOf, type Log } from './db/audit-entries.ts';
import { isSameMark, type Mark } from './domain/audit-chain.ts';
import { defectAtEnd, walk, type Defect, type Walked } from './domain/audit-walk.ts';
import { toMark } from './mapping.ts';

export interface VerifierOptions {
  readonly database: Pick<Database, 'read' | 'readOne'>;
  readonly seal: AuditSeal;
  readonly logger: Logger;
  /** Hears of a log that is broken. */
  readonly onBroken?: (tenantId: string) => void;
  /** Entries of one statement. */
  readonly page?: number;
}

/** What to verify. */
export interface Verification {
  readonly tenantId: string;
  /** Where an earlier one has come to. */
  readonly from?: Mark | undefined;
  /** Has to be met. */
  readonly kept?: Mark | undefined;
  /** Entries to read before it is left for later. */
  readonly most: number;
  /** Who asks. */
  readonly by: string;
  readonly signal: AbortSignal;
  /** Whether it has taken long enough, and the rest is left for later. */
  readonly isLate?: () => boolean;
}

/** `unread`: there is more behind `at`. */
export interface Verified extends Walked {
  readonly head: Mark;
  readonly unread: boolean;
}

export type VerifyLog = (verification: Verification) => Promise<Verified>;

const PAGE = 1_000;

export function createVerifier(options: VerifierOptions): VerifyLog {
  const { database, seal, logger, onBroken } = options;
  return async (verification) => {
    const { tenantId, from } = verification;
    const log = await database.read([tenantId], (query) => logOf(query, tenantId, seal));
    const walked = await walkOn(options, verification, log, laterOf(log.base, from));
    tell(logger, verification, log, walked);
    if (walked.defect && walked.defect.kind !== 'mark_lost') onBroken?.(tenantId);
    return { ...walked, head: log.head };
  };
}

/** The service's log is outside of the database, and so are marks in it: whoever changes the one does not reach the other. */
function tell(logger: Logger, { tenantId, by }: Verification, { head }: Log, { defect, unread }: Walked & { readonly unread: boolean }): void {
  const facts = { tenant: tenantId, sequence: `${head.sequence}`, head: toMark(head).hash, by };
  if (defect?.kind === 'mark_lost') logger.warn({ ...facts, at: `${defect.sequence}` }, 'an audit log does not hold a mark that somebody kept');
  else if (defect) logger.error({ ...facts, defect: defect.kind, at: `${defect.sequence}` }, 'an audit log is not as it was written');
  else logger.info({ ...facts, complete: !unread }, 'an audit log was verified');
}

/** Goes on to the end, to the first defect, or until enough was read. */
async function walkOn({ database, seal, page = PAGE }: VerifierOptions, { tenantId, kept, most, signal, isLate }: Verification, log: Log, begun: Mark): Promise<Walked & { readonly unread: boolean }> {
  let at = begun;
  let verified = 0n;
  let defect = log.defect ?? (kept && defectOfMark(kept, log));
  while (!defect && at.sequence < log.head.sequence) {
    if (verified >= BigInt(most) || isLate?.()) return { at, verified, unread: true };
    signal.throwIfAborted();
    const walked = walk(at, await entriesAfter(database, tenantId, at, log.head, Math.min(page, most - Number(verified))), kept);
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

/** A mark that lies outside of what the log holds; one within is met on the way. */
function defectOfMark(kept: Mark, { head, base }: Log): Defect | undefined {
  const lost = kept.sequence > head.sequence || (kept.sequence === base.sequence && !isSameMark(kept, base));
  return lost ? { kind: 'mark_lost', sequence: kept.sequence } : undefined;
}

