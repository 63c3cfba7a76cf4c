/**
 * A `Store` in memory: values by tenant and key, with their claims as rows that exclude each other. It reads and writes what a
 * store with SQL does, in the same order, and refuses with the same conflicts.
 */
import { WriteConflict, type Change, type Key, type Load, type Store } from '../../actor/types.ts';
import type { Rejection } from '../../errors.ts';
import type { Query } from '../../db/query.ts';
import { claimsAt, createClaimTable, release, take, type ClaimOptions, type ClaimTable, type ClaimValue } from './claims.ts';
import { run } from './connection.ts';
import { duplicate } from './errors.ts';
import type { Row, Table } from './row.ts';
import { change, checkTenant, committed, createTable, insert, otherWriter, see, upsert } from './rows.ts';
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
  /** Whether one load may be of several tenants (`loadAcross`), as in stores that are loaded often. */
  readonly across?: boolean;
  /** The value as its row keeps it and a load gives it back; the value itself by default. */
  readonly stored?: (value: P) => P;
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

/** The store, and what it holds. */
export type MemoryStore<P, C> = Store<P> & {
  /** What is committed on a server, with all its claims, for invariants that look from outside. */
  committed(server: Pick<MemoryServer, 'state'>): { readonly values: readonly StoredValue<P>[]; readonly claims: readonly ClaimValue<C>[] };
};

interface UniqueValue {
  readonly tenantId: string;
  readonly owner: string;
}

interface StoreTables<P, C> {
  readonly values: Table<StoredValue<P>>;
  /** Unique values, each with the name of the row that has it. */
  readonly uniques: Table<UniqueValue>;
  readonly claims: ClaimTable<C>;
}

/** Declares a store; its rows belong to the server that a transaction came from. */
export function memoryStore<P, C = never>(options: MemoryStoreOptions<P, C>): MemoryStore<P, C> {
  const { name, claims } = options;
  const create = (): StoreTables<P, C> => ({
    values: createTable<StoredValue<P>>(name, ({ tenantId }) => tenantId),
    uniques: createTable<UniqueValue>(`${name}.unique`, ({ tenantId }) => tenantId),
    claims: createClaimTable<C>(claims?.name ?? name),
  });
  const tablesOf = (server: ServerState): StoreTables<P, C> => server.tables(create);
  const saver: Pick<MemoryStore<P, C>, 'save' | 'committed'> = {
    async save(query, changes) {
      const refused = options.row !== 'none' && (await run(query, `${name}.save`, (tx, server) => saveValues(tx, tablesOf(server), options, changes)));
      // Outside the statement: as with SQL that skips a row and says so, the transaction has not failed yet.
      if (refused) throw refused;
      if (claims) await saveClaims(query, claims, (server) => tablesOf(server).claims, changes);
    },
    committed({ state }) {
      const tables = tablesOf(state);
      return { values: committed(tables.values), claims: committed(tables.claims.table) };
    },
  };
  /** Values by the tenants that are visible and the keys that are asked for, in the order of the loads. */
  async function read(query: Query, loads: readonly Load[], tenantsOf: (tx: Transaction, load: Load) => Iterable<string>): Promise<readonly (P | undefined)[]> {
    const rows = options.row === 'none' ? [] : await run(query, `${name}.load`, (tx, server) => loadValues(tx, tablesOf(server), loads, tenantsOf));
    if (!claims?.read) return rows;
    return run(query, `${claims.name}.load`, (tx, server) => loadClaims(tx, tablesOf(server).claims, claims, loads, tenantsOf, rows));
  }
  if (options.across) return { ...saver, loadAcross: (query, loads) => read(query, loads, (_, { tenantId }) => [tenantId]) };
  return {
    ...saver,
    async load(query, loads) {
      const values = await read(query, loads, (tx, { tenantId }) => tx.visible ?? [tenantId]);
      return new Map(loads.flatMap(({ key }, index): [string, P][] => (values[index] === undefined ? [] : [[key.id, values[index]]])));
    },
  };
}

async function saveClaims<P, C>(query: Query, options: ClaimOptions<P, C>, tableOf: (server: ServerState) => ClaimTable<C>, changes: readonly Change<P>[]): Promise<void> {
  const all = changes.map(({ tenantId, key, before, after }) => ({ tenantId, key, ...options.changes(before, after) }));
  const left = all.flatMap(({ tenantId, key, left: claims }) => claims.map((claim) => ({ tenantId, key, claim })));
  const wanted = sorted(options, all.flatMap(({ tenantId, key, taken: claims }) => claims.map((claim) => ({ tenantId, key, claim }))));
  if (left.length > 0) {
    await run(query, `${options.name}.release`, function* (tx, server): Steps<void> {
      for (const claim of left) yield* release(tx, options, tableOf(server), claim);
    });
  }
  if (wanted.length === 0) return;
  await run(query, `${options.name}.take`, function* (tx, server): Steps<void> {
    for (const claim of wanted) if (!(yield* take(tx, options, tableOf(server), claim))) throw options.refuse();
  });
}

const nameOf = ({ tenantId, key }: Pick<StoredValue<unknown>, 'tenantId' | 'key'>): string => `${tenantId}/${key.id}`;

type TenantsOf = (tx: Transaction, load: Load) => Iterable<string>;

/** As SQL by id alone finds them: in whatever tenants the load is to look. */
function loadValues<P>(tx: Transaction, { values }: { readonly values: Table<StoredValue<P>> }, loads: readonly Load[], tenantsOf: TenantsOf): (P | undefined)[] {
  return loads.map((load) => {
    let found: P | undefined;
    for (const tenantId of tenantsOf(tx, load)) {
      const row = values.rows.get(nameOf({ tenantId, key: load.key }));
      const value = row && see(tx, row);
      if (value) found = value.value;
    }
    return found;
  });
}

function loadClaims<P, C>(
  tx: Transaction,
  table: ClaimTable<C>,
  { read }: ClaimOptions<P, C>,
  loads: readonly Load[],
  tenantsOf: TenantsOf,
  rows: readonly (P | undefined)[],
): (P | undefined)[] {
  const turns = loads.flatMap((load) => load.turns);
  return loads.map((load, index) => {
    const claims = [...tenantsOf(tx, load)].flatMap((tenantId) => claimsAt(tx, table, { tenantId, key: load.key }));
    return read?.restore(rows[index], read.isWithin ? claims.filter((claim) => read.isWithin?.(claim, turns)) : claims, load.key);
  });
}

function* saveValues<P, C>(tx: Transaction, tables: StoreTables<P, C>, options: MemoryStoreOptions<P, C>, changes: readonly Change<P>[]): Steps<WriteConflict | undefined> {
  let refused: WriteConflict | undefined;
  const { values } = tables;
  for (const { tenantId, key, before, after: next } of changes) {
    const after = next === undefined ? undefined : (options.stored?.(next) ?? next);
    const name = nameOf({ tenantId, key });
    checkTenant(tx, options.name, tenantId);
    if (after === undefined) yield* removeRow(tx, tables, options, { tenantId, key });
    else if ((options.row ?? 'upsert') === 'upsert') yield* upsert(tx, values, name, { tenantId, key, value: after }, (old) => ({ ...old, value: after }));
    else if (before !== undefined) yield* change(tx, values.rows.get(name), (old) => ({ ...old, value: after }));
    else if (!(yield* insertNew(tx, tables, options, { tenantId, key, value: after }))) refused = refusal(options);
  }
  return refused;
}

function* removeRow<P, C>(tx: Transaction, { values, uniques }: StoreTables<P, C>, { unique }: MemoryStoreOptions<P, C>, at: Pick<StoredValue<P>, 'tenantId' | 'key'>): Steps<void> {
  const row = values.rows.get(nameOf(at));
  const gone = row && see(tx, row);
  if (!gone) return;
  yield* change(tx, row, () => undefined);
  if (unique) yield* change(tx, uniques.rows.get(`${at.tenantId}/${unique(gone.value)}`), () => undefined);
}

/** False when the key or the unique value is taken; whoever is just changing the row that has it is waited for. */
function* insertNew<P, C>(tx: Transaction, { values, uniques }: StoreTables<P, C>, { unique }: MemoryStoreOptions<P, C>, stored: StoredValue<P>): Steps<boolean> {
  const { tenantId } = stored;
  const name = nameOf(stored);
  const mark = unique && `${tenantId}/${unique(stored.value)}`;
  for (;;) {
    const row = values.rows.get(name);
    const marked = mark === undefined ? undefined : uniques.rows.get(mark);
    const owner = values.rows.get((marked?.pending ?? marked?.committed)?.owner ?? '');
    const writer = writerOf(tx, row) ?? writerOf(tx, marked) ?? writerOf(tx, owner);
    if (writer) {
      yield writer;
      continue;
    }
    if ((row && see(tx, row)) ?? (marked && see(tx, marked))) return false;
    if (mark !== undefined) yield* insert(tx, uniques, mark, { tenantId, owner: name });
    yield* insert(tx, values, name, stored);
    return true;
  }
}

const writerOf = <V>(tx: Transaction, row: Row<V> | undefined): Transaction | undefined => row && otherWriter(tx, row);

function refusal<P, C>({ row, name }: MemoryStoreOptions<P, C>): WriteConflict {
  if (typeof row === 'object') return new WriteConflict(row.refuse);
  throw duplicate(name);
}

/** In the order of keys, then as the store says: two batches that meet take them in the same order. */
function sorted<P, C>({ compare }: ClaimOptions<P, C>, claims: readonly ClaimValue<C>[]): ClaimValue<C>[] {
  return [...claims].sort((a, b) => (a.key.id === b.key.id ? (compare?.(a.claim, b.claim) ?? 0) : a.key.id < b.key.id ? -1 : 1));
}
