/** Walks an audit log entry by entry and says the first that is not as it was written. */
import { hashOf, isSameMark, type Entry, type Mark } from './audit-chain.ts';

/** `missing`: gone. `changed`: says something else, or does not follow the one before. `added`: not written by this service. `resealed`: the end is not. `mark_lost`: a mark from elsewhere is not held. */
export type DefectKind = 'missing' | 'changed' | 'added' | 'resealed' | 'mark_lost';

export interface Defect {
  readonly kind: DefectKind;
  readonly sequence: bigint;
}

/** A stored entry, and whether its record says what its other columns say. */
export type FoundEntry = Pick<Entry, 'sequence' | 'hash' | 'record'> & { readonly consistent: boolean };

/** How far a walk has come: the last entry that fits, and what does not. */
export interface Walked {
  readonly at: Mark;
  readonly verified: bigint;
  readonly defect?: Defect;
}

/** Goes on from `at` over entries in the order of their numbers. `kept` is a mark from elsewhere that has to be met. */
export function walk(at: Mark, entries: readonly FoundEntry[], kept: Mark | undefined): Walked {
  let verified = 0n;
  for (const { sequence, hash, record, consistent } of entries) {
    const next = at.sequence + 1n;
    if (sequence !== next) return { at, verified, defect: { kind: 'missing', sequence: next } };
    const fits = consistent && Buffer.compare(hashOf(at.hash, record), hash) === 0;
    if (!fits) return { at, verified, defect: { kind: 'changed', sequence } };
    at = { sequence, hash };
    verified += 1n;
    if (kept?.sequence === sequence && !isSameMark(kept, at)) return { at, verified, defect: { kind: 'mark_lost', sequence } };
  }
  return { at, verified };
}

/** What the end of a walk shows: entries must go on up to the head, and the head must be theirs. */
export function defectAtEnd(at: Mark, head: Mark, sealed: boolean): Defect | undefined {
  if (at.sequence < head.sequence) return { kind: 'missing', sequence: at.sequence + 1n };
  if (!isSameMark(at, head)) return { kind: 'changed', sequence: head.sequence };
  return sealed ? undefined : { kind: 'resealed', sequence: head.sequence };
}
