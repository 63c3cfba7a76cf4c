/** One row: a committed value and at most one uncommitted, which its holder's end keeps or forgets. */
import type { Transaction } from './transaction.ts';

export interface Row<V> {
  readonly table: Table<V>;
  readonly name: string;
  committed: V | undefined;
  /** What `holder` wrote, `undefined` for a delete; counts only when `dirty`. */
  pending: V | undefined;
  dirty: boolean;
  /** What `holder` wrote and then deleted: until its end nobody else can tell that from a row to come. */
  ghost: V | undefined;
  /** `holder` deleted it and made it anew. */
  reborn: boolean;
  /** Counts how often that was committed: whoever waited for the row waited for one that is gone. */
  life: number;
  /** Who has the row locked. */
  holder: Transaction | undefined;
}

export interface Table<V> {
  readonly name: string;
  readonly tenantOf: (value: V) => string;
  readonly rows: Map<string, Row<V>>;
  /** Told when a row's value is committed or taken back; `undefined` means that the row is gone. */
  readonly settled: ((row: Row<V>, value: V | undefined) => void) | undefined;
}

/** Ends what the holder did to a row: for good, or as if it had not been. */
export function settle<V>(row: Row<V>, keep: boolean): void {
  if (row.dirty && keep) row.committed = row.pending;
  if (row.reborn && keep) row.life += 1;
  const { dirty, table } = row;
  row.pending = undefined;
  row.ghost = undefined;
  row.reborn = false;
  row.dirty = false;
  row.holder = undefined;
  if (row.committed === undefined) table.rows.delete(row.name);
  if (dirty) table.settled?.(row, row.committed);
}
