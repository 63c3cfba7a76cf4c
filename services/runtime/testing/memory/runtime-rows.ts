/** The runtime's tables as rows in memory, made anew for each server. */
import type { LockedAnchor } from '../../actor/anchors.ts';
import type { NewEffect, NewEvent } from '../../actor/records.ts';
import type { LogEntry } from '../../actor/request-log.ts';
import type { LetterRow } from '../../events/dead-letters.ts';
import type { Position } from '../../events/positions.ts';
import type { Row, Table } from './row.ts';
import { committed, createTable } from './rows.ts';
import type { MemoryServer, ServerState } from './server.ts';

export type AnchorValue = Omit<LockedAnchor, 'fresh'>;

export interface OutboxValue extends NewEvent {
  readonly seq: bigint;
  readonly created: Date;
  readonly published: Date | undefined;
  readonly stream: string | undefined;
  readonly streamSeq: number | undefined;
}

export interface EffectValue extends NewEffect {
  readonly attempts: number;
  readonly leaseUntil: Date | undefined;
  readonly lastError: string | undefined;
  readonly parked: Date | undefined;
  readonly created: Date;
}

export type LogValue = LogEntry & { readonly created: Date };

export type PositionValue = Position & { readonly consumer: string };

export interface RuntimeRows {
  readonly anchors: Table<AnchorValue>;
  /** Names that transactions hold without a row, as advisory locks are held. */
  readonly numbers: Table<AnchorValue>;
  readonly log: Table<LogValue>;
  readonly outbox: Table<OutboxValue>;
  /** Rows of the outbox that wait to be published, and some that no longer do. */
  readonly waiting: Set<Row<OutboxValue>>;
  /** Effects by id, reminders by name. */
  readonly effects: Table<EffectValue>;
  /** Rows by the ids that their value has, had, or may have. */
  readonly effectIds: Map<string, Row<EffectValue>>;
  readonly positions: Table<PositionValue>;
  readonly letters: Table<LetterRow>;
  /** The last number given out in the outbox; as in Postgres, a rollback leaves a gap. */
  lastSeq: bigint;
}

function createRuntimeRows(): RuntimeRows {
  const tenantOf = ({ tenantId }: { readonly tenantId: string }): string => tenantId;
  return {
    anchors: createTable<AnchorValue>('actor_anchor', tenantOf),
    numbers: createTable<AnchorValue>('anchor number', tenantOf),
    log: createTable<LogValue>('request_log', tenantOf),
    outbox: createTable<OutboxValue>('outbox', tenantOf),
    waiting: new Set(),
    effects: createTable<EffectValue>('effect', tenantOf),
    effectIds: new Map(),
    positions: createTable<PositionValue>('consumer_position', tenantOf),
    letters: createTable('dead_letter', ({ tenant_id }) => tenant_id),
    lastSeq: 0n,
  };
}

/** The runtime's rows on a server. */
export const rowsOf = (server: ServerState): RuntimeRows => server.tables(createRuntimeRows);

/** What is committed, for invariants that look from outside: no transaction, no pause. */
export interface CommittedRows {
  anchors(): AnchorValue[];
  requestLog(): LogEntry[];
  /** In the order of their numbers. */
  outbox(): OutboxValue[];
  effects(): EffectValue[];
  positions(): PositionValue[];
  deadLetters(): LetterRow[];
}

/** Looks at a server's committed rows. */
export function committedRows({ state }: Pick<MemoryServer, 'state'>): CommittedRows {
  const rows = rowsOf(state);
  return {
    anchors: () => committed(rows.anchors),
    requestLog: () => committed(rows.log),
    outbox: () => committed(rows.outbox).sort((a, b) => (a.seq < b.seq ? -1 : 1)),
    effects: () => committed(rows.effects),
    positions: () => committed(rows.positions),
    deadLetters: () => committed(rows.letters),
  };
}
