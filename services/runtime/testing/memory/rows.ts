/**
 * Rows of the memory server: what a transaction wrote is seen by itself alone until it commits, and a row that one has locked
 * or written nobody else writes. A row has one committed value and at most one uncommitted, so nothing is ever copied.
 */
import { notVisible, readOnly } from './errors.ts';
import type { Row, Table } from './row.ts';
import { expire, type Steps, type Transaction } from './transaction.ts';

export const createTable = <V>(name: string, tenantOf: (value: V) => string, settled?: Table<V>['settled']): Table<V> => ({
  name, tenantOf, rows: new Map(), settled,
});

/** The value that a transaction sees: its own or what is committed, of its tenants. */
export function see<V>(tx: Transaction, row: Row<V>): V | undefined {
  const value = row.dirty && row.holder === tx ? row.pending : row.committed;
  return value !== undefined && tx.visible && !tx.visible.has(row.table.tenantOf(value)) ? undefined : value;
}

/** The transaction, if any, that keeps this one from the row. */
function otherHolder<V>(tx: Transaction, row: Row<V>): Transaction | undefined {
  const { holder } = row;
  return holder === undefined || holder === tx || expire(holder) ? undefined : holder;
}

/** Somebody else whose uncommitted write of the row decides what it is. */
export const otherWriter = <V>(tx: Transaction, row: Row<V>): Transaction | undefined => (row.dirty ? otherHolder(tx, row) : undefined);

function hold<V>(tx: Transaction, row: Row<V>): void {
  if (row.holder === tx) return;
  row.holder = tx;
  tx.rows.push(row as Row<unknown>);
}

/** Locks a row, waiting for whoever has it; gives its newest value, `undefined` when it has gone meanwhile. */
export function* lock<V>(tx: Transaction, row: Row<V>): Steps<V | undefined> {
  const { life } = row;
  for (let holder = otherHolder(tx, row); holder; holder = otherHolder(tx, row)) yield holder;
  const value = row.life === life ? see(tx, row) : undefined;
  if (value !== undefined) hold(tx, row);
  return value;
}

/** Locks a row unless somebody else has it. */
export function lockIfFree<V>(tx: Transaction, row: Row<V>): boolean {
  if (otherHolder(tx, row) || see(tx, row) === undefined) return false;
  hold(tx, row);
  return true;
}

/** Writes a locked row; `undefined` deletes it. */
export function write<V>(tx: Transaction, row: Row<V>, value: V | undefined): void {
  if (tx.readOnly) throw readOnly();
  if (row.holder !== tx) throw new TypeError(`${row.table.name}: a row is written that is not locked`);
  if (value === undefined && row.dirty) row.ghost = row.pending;
  row.pending = value;
  row.dirty = true;
}

/**
 * Inserts, waiting for whoever has just made, changed or deleted a row of this name; a row that is merely locked is no reason
 * to wait. False when there is one, which stays as it is.
 */
export function* insert<V>(tx: Transaction, table: Table<V>, name: string, value: V): Steps<Row<V> | undefined> {
  if (tx.readOnly) throw readOnly();
  for (;;) {
    const row = table.rows.get(name);
    if (!row) return add(tx, table, name, value);
    const writer = otherWriter(tx, row);
    if (writer) {
      yield writer;
      continue;
    }
    // Its writer has just been found dead, and the row gone with it.
    if (table.rows.get(name) !== row) continue;
    if (see(tx, row) !== undefined) return undefined;
    hold(tx, row);
    row.reborn = true;
    row.pending = value;
    row.dirty = true;
    return row;
  }
}

function add<V>(tx: Transaction, table: Table<V>, name: string, value: V | undefined): Row<V> {
  const row: Row<V> = { table, name, committed: undefined, pending: value, dirty: true, ghost: undefined, reborn: false, life: 0, holder: tx };
  table.rows.set(name, row);
  tx.rows.push(row as Row<unknown>);
  return row;
}

/** Takes a name until the transaction ends, without a row, unless somebody else has it. */
export function takeNameIfFree<V>(tx: Transaction, table: Table<V>, name: string): boolean {
  const row = table.rows.get(name);
  if (row && otherHolder(tx, row)) return false;
  if (table.rows.get(name)?.holder !== tx) add(tx, table, name, undefined);
  return true;
}

/** Takes a name until the transaction ends, waiting for whoever has it. */
export function* takeName<V>(tx: Transaction, table: Table<V>, name: string): Steps<void> {
  while (!takeNameIfFree(tx, table, name)) {
    const holder = table.rows.get(name)?.holder;
    if (holder) yield holder;
  }
}

/** Inserts, or writes what `change` makes of the row that there is. */
export function* upsert<V>(tx: Transaction, table: Table<V>, name: string, value: V, change: (old: V) => V): Steps<void> {
  while (!(yield* insert(tx, table, name, value))) {
    const row = table.rows.get(name);
    const old = row && (yield* lock(tx, row));
    if (row && old !== undefined) return write(tx, row, change(old));
  }
}

/** An update or delete of one row, if the transaction sees it: waits for its lock and looks at it again. */
export function* change<V>(tx: Transaction, row: Row<V> | undefined, to: (value: V) => V | undefined): Steps<boolean> {
  if (!row || see(tx, row) === undefined) return false;
  const value = yield* lock(tx, row);
  if (value === undefined) return false;
  write(tx, row, to(value));
  return true;
}

/** Committed values, for looking at from outside. */
export const committed = <V>(table: Table<V>): V[] => [...table.rows.values()].flatMap(({ committed: value }) => (value === undefined ? [] : [value]));

/** Throws unless the transaction may write rows of this tenant. */
export function checkTenant(tx: Transaction, table: string, tenantId: string): void {
  if (tx.visible && !tx.visible.has(tenantId)) throw notVisible(table);
}
