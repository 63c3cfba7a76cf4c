/**
 * A `Store` in memory: values by tenant and key, with their claims as rows that exclude each other. It reads and writes what a
 * store with SQL does, in the same order, and refuses with the same conflicts.
 */
import { WriteConflict, type Change, type Key, type Load, type Store } from '../../actor/types.ts';
import type { Rejection } from '../../errors.ts';
import { claimsAt, createClaimTable, release, take, type ClaimOptions, type ClaimTable, type ClaimValue } from './claims.ts';
import { run } from './connection.ts';
import { duplicate } from './errors.ts';
import type { Table } from './row.ts';
import { change, checkTenant, committed, createTable, insert, see, upsert, write } from './rows.ts';
import type { MemoryServer, ServerState } from './server.ts';
import type { Steps, Transaction } from './transaction.ts';

export interface MemoryStoreOptions<P, C> {
  /** The table's name, also in the names of its statements. */
  readonly name: string;
  /**
   * How a value is written. `upsert` (default): whatever stands there is replaced. `insert`: a new value fails with 23505 when
   * there is one. `none`: the key has no row of its own, only claims.
   */
  readonly row?: 'upsert' | 'insert' | 'none' | { /** A new value is refused when there is one, or one with the same unique value. */ readonly refuse: Rejection };
  /** Values that only one key of a tenant may have. */
  readonly unique?: (value: P) => string;
  readonly claims?: ClaimOptions<P, C>;
}

/** A row of a store: a value of a key. */
export interface StoredValue<P> {
  readonly tenantId: string;
  readonly key: Key;
  readonly value: P;
}

export interface MemoryStore<P, C> extends Store<P> {
  /** What is committed on a server, with all its claims, for invariants that look from outside. */
  committed(server: Pick<MemoryServer, 'state'>): { readonly values: readonly StoredValue<P>[]; readonly claims: readonly ClaimValue<C>[] };
}

interface StoreTables<P, C> {
  readonly values: Table<StoredValue<P>>;
  readonly uniques: Table<{ readonly tenantId: string }>;
  readonly claims: ClaimTable<C>;
}

/** Declares a store; its rows belong to the server that a transaction came from. */
export function memoryStore<P, C = never>(options: MemoryStoreOptions<P, C>): MemoryStore<P, C> {
  const { name, claims } = options;
  const create = (): StoreTables<P, C> => ({
    values: createTable<StoredValue<P>>(name, ({ tenantId }) => tenantId),
    uniques: createTable<{ readonly tenantId: string }>(`${name}.unique`, ({ tenantId }) => tenantId),
    claims: createClaimTable<C>(claims?.name ?? name),
  });
  const tablesOf = (server: ServerState): StoreTables<P, C> => server.tables(create);
  return {
    async load(query, loads) {
      const found = options.row === 'none' ? new Map<string, P>() : await run(query, `${name}.load`, (tx, server) => loadValues(tx, tablesOf(server), loads));
      if (!claims) return found;
      return run(query, `${claims.name}.load`, (tx, server) => withClaims(tx, tablesOf(server).claims, claims, loads, found));
    },
    async save(query, changes) {
      const refused = options.row !== 'none' && (await run(query, `${name}.save`, (tx, server) => saveValues(tx, tablesOf(server), options, changes)));
      // Outside the statement: as with SQL that skips a row and says so, the transaction has not failed yet.
      if (refused) throw refused;
      if (!claims) return;
      const gone = changes.flatMap((one) => only(claims, one, one.before, one.after));
      if (gone.length > 0) await run(query, `${claims.name}.release`, (tx, server) => each(gone, (claim) => release(tx, claims, tablesOf(server).claims, claim)));
      const wanted = sorted(claims, changes.flatMap((one) => only(claims, one, one.after, one.before)));
      if (wanted.length === 0) return;
      const taken = await run(query, `${claims.name}.take`, (tx, server) => countTaken(wanted, (claim) => take(tx, claims, tablesOf(server).claims, claim)));
      if (taken < wanted.length) throw claims.refuse();
    },
    committed({ state }) {
      const tables = tablesOf(state);
      return { values: committed(tables.values), claims: committed(tables.claims.table) };
    },
  };
}

const nameOf = ({ tenantId, key }: Pick<StoredValue<unknown>, 'tenantId' | 'key'>): string => `${tenantId}/${key.id}`;

/** As with SQL that asks by id alone: whatever the transaction sees under these ids. */
function* visibleTenants(tx: Transaction, loads: readonly Load[]): Iterable<string> {
  if (tx.visible) yield* tx.visible;
  else yield* new Set(loads.map(({ tenantId }) => tenantId));
}

function loadValues<P>(tx: Transaction, { values }: Pick<StoreTables<P, never>, 'values'>, loads: readonly Load[]): Map<string, P> {
  const found = new Map<string, P>();
  for (const tenantId of visibleTenants(tx, loads)) {
    for (const { key } of loads) {
      const row = values.rows.get(nameOf({ tenantId, key }));
      const value = row && see(tx, row);
      if (value) found.set(key.id, value.value);
    }
  }
  return found;
}

function withClaims<P, C>(tx: Transaction, table: ClaimTable<C>, options: ClaimOptions<P, C>, loads: readonly Load[], rows: ReadonlyMap<string, P>): Map<string, P> {
  const windows = loads.flatMap((load) => load.windows);
  const found = new Map<string, P>();
  for (const { key } of loads) {
    const claims: C[] = [];
    for (const tenantId of visibleTenants(tx, loads)) claims.push(...claimsAt(tx, table, { tenantId, key }));
    const value = options.restore(rows.get(key.id), options.isWithin ? claims.filter((claim) => options.isWithin?.(claim, windows)) : claims, key);
    if (value !== undefined) found.set(key.id, value);
  }
  return found;
}

function* saveValues<P, C>(tx: Transaction, tables: StoreTables<P, C>, options: MemoryStoreOptions<P, C>, changes: readonly Change<P>[]): Steps<WriteConflict | undefined> {
  let refused: WriteConflict | undefined;
  for (const { tenantId, key, before, after } of changes) {
    const { values } = tables;
    const name = nameOf({ tenantId, key });
    checkTenant(tx, options.name, tenantId);
    if (after === undefined) yield* change(tx, values.rows.get(name), () => undefined);
    else if ((options.row ?? 'upsert') === 'upsert') yield* upsert(tx, values, name, { tenantId, key, value: after }, (old) => ({ ...old, value: after }));
    else if (before !== undefined) yield* change(tx, values.rows.get(name), (old) => ({ ...old, value: after }));
    else if (!(yield* insertNew(tx, tables, options, { tenantId, key, value: after }))) refused = refusal(options);
  }
  return refused;
}

/** False when the key or the unique value is taken. */
function* insertNew<P, C>(tx: Transaction, { values, uniques }: StoreTables<P, C>, { unique }: MemoryStoreOptions<P, C>, stored: StoredValue<P>): Steps<boolean> {
  const { tenantId } = stored;
  const mark = unique && (yield* insert(tx, uniques, `${tenantId}/${unique(stored.value)}`, { tenantId }));
  if (unique && !mark) return false;
  if (yield* insert(tx, values, nameOf(stored), stored)) return true;
  if (mark) write(tx, mark, undefined);
  return false;
}

function refusal<P, C>({ row, name }: MemoryStoreOptions<P, C>): WriteConflict {
  if (typeof row === 'object') return new WriteConflict(row.refuse);
  throw duplicate(name);
}

/** Claims that `mine` has and `other` has not. */
function only<P, C>({ of, nameOf: name }: ClaimOptions<P, C>, { tenantId, key }: Change<P>, mine: P | undefined, other: P | undefined): ClaimValue<C>[] {
  if (mine === undefined) return [];
  const kept = new Set(other === undefined ? [] : of(other).map(name));
  return of(mine).filter((claim) => !kept.has(name(claim))).map((claim) => ({ tenantId, key, claim }));
}

/** In the order of keys, then as the store says: two batches that meet take them in the same order. */
function sorted<P, C>({ compare }: ClaimOptions<P, C>, claims: readonly ClaimValue<C>[]): ClaimValue<C>[] {
  return [...claims].sort((a, b) => (a.key.id === b.key.id ? (compare?.(a.claim, b.claim) ?? 0) : a.key.id < b.key.id ? -1 : 1));
}

function* each<T>(items: readonly T[], work: (item: T) => Steps<void>): Steps<void> {
  for (const item of items) yield* work(item);
}

function* countTaken<T>(items: readonly T[], work: (item: T) => Steps<boolean>): Steps<number> {
  let taken = 0;
  for (const item of items) if (yield* work(item)) taken += 1;
  return taken;
}
