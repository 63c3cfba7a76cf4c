/** The chain of an audit log: each entry's hash covers the one before it, so that none can be changed, removed or moved without breaking all that follow. */
import { createHash } from 'node:crypto';

/** A point in a chain: the last entry up to there and its hash. */
export interface Mark {
  readonly sequence: bigint;
  readonly hash: Uint8Array;
}

/** What stands before the first entry. */
export const BEGINNING: Mark = { sequence: 0n, hash: new Uint8Array(32) };

/** What an entry is looked up by. All of it is in the record's bytes, too, and checked against them. */
export interface EntryFacts {
  /** Uuid of what it tells of: taken in once. */
  readonly sourceId: string;
  readonly action: string;
  readonly actor: string;
  readonly outcome: number;
  readonly targets: readonly string[];
  readonly recorded: Date;
}

/** An entry as it is stored. */
export interface Entry extends Mark, EntryFacts {
  readonly record: Uint8Array;
}

/** A log without its entries, but for those that this batch adds. */
export interface AuditChain {
  /** The tenant's uuid. */
  readonly id: string;
  readonly head: Mark;
  /** What was removed for its age; the first entry follows it. */
  readonly base: Mark;
  readonly retentionDays: number;
  /** False when the head was not written by this service: nothing it adds makes that good. */
  readonly sealed: boolean;
  readonly added: readonly Entry[];
  /** Where its verification goes on; nothing when it begins anew. Whoever reads it looks whether it is ours. */
  readonly reached?: string | undefined;
  /** The newest entry that is older than the retention, as far as it goes in one step. */
  readonly expired?: Mark | undefined;
}

export const DEFAULT_RETENTION_DAYS = 400;

export const emptyChain = (id: string): AuditChain => ({
  id, head: BEGINNING, base: BEGINNING, retentionDays: DEFAULT_RETENTION_DAYS, sealed: true, added: [],
});

/** The hash of a record that follows one with the hash `previous`. */
export const hashOf = (previous: Uint8Array, record: Uint8Array): Uint8Array => createHash('sha256').update(previous).update(record).digest();

/** The entry that follows a mark. `record` must hold the number after the mark's. */
export const entryAfter = ({ sequence, hash }: Mark, record: Uint8Array, facts: EntryFacts): Entry => ({
  ...facts, sequence: sequence + 1n, hash: hashOf(hash, record), record,
});

export type AuditChainEvent =
  | { readonly type: 'appended'; readonly entries: readonly Entry[] }
  | { readonly type: 'retentionChanged'; readonly days: number }
  | { readonly type: 'forgotten'; readonly upTo: Mark }
  | { readonly type: 'verified'; readonly reached: string | undefined };

export function evolve(chain: AuditChain, event: AuditChainEvent): AuditChain {
  switch (event.type) {
    case 'appended': {
      const last = event.entries.at(-1);
      return last ? { ...chain, head: { sequence: last.sequence, hash: last.hash }, added: [...chain.added, ...event.entries] } : chain;
    }
    case 'retentionChanged':
      return { ...chain, retentionDays: event.days };
    case 'forgotten':
      return { ...chain, base: event.upTo, expired: undefined };
    case 'verified':
      return { ...chain, reached: event.reached };
  }
}

/** Two marks are the same point of the same chain. */
export const isSameMark = (a: Mark, b: Mark): boolean => a.sequence === b.sequence && Buffer.compare(a.hash, b.hash) === 0;
