/** The state that a batch works on: one cell a key, loaded once, changed in memory, written as net differences. */
import type { Actor } from './actor.ts';
import type { BatchTransaction } from './batch.ts';
import { addressOf, type Pending } from './submission.ts';
import type { Change, Key, Load, Store, TouchingTurn } from './types.ts';
import type { Query } from '../db/query.ts';

/** One locked key with its state before and after. */
export interface Cell {
  readonly tenantId: string;
  readonly key: Key;
  /** Its anchor did not exist before this batch. */
  readonly fresh: boolean;
  readonly loadedVersion: bigint;
  readonly loadedEventVersion: bigint;
  before: unknown;
  value: unknown;
  version: bigint;
  eventVersion: bigint;
}

export type World = ReadonlyMap<string, Cell>;

/** Stores by key type over all actors of a service; one type has one store. */
export function storesOf(actors: readonly Actor[]): ReadonlyMap<string, Store<unknown>> {
  const stores = new Map<string, Store<unknown>>();
  for (const { name, state } of actors) {
    for (const [type, store] of Object.entries(state.stores)) {
      if (stores.has(type) && stores.get(type) !== store) throw new TypeError(`${name}: key type ${type} has two stores`);
      stores.set(type, store);
    }
  }
  return stores;
}

const byType = (cells: Iterable<Cell>): Map<string, Cell[]> => Map.groupBy(cells, (cell) => cell.key.type);

/**
 * Loads the state of all cells, with the turns that touch them. Most stores ask by id, and the same id may stand for something
 * in several tenants (a person has a profile in each): for them each tenant's cells are loaded while nothing else is visible.
 */
export async function loadWorld(
  transaction: Pick<BatchTransaction, 'show'>,
  query: Query,
  world: World,
  batch: readonly Pending[],
  stores: ReadonlyMap<string, Store<unknown>>,
): Promise<void> {
  const turns = turnsByAddress(batch);
  const loadOf = ({ tenantId, key }: Cell): Load => ({ tenantId, key, turns: turns.get(addressOf(tenantId, key)) ?? [] });
  const oneByOne: Cell[] = [];
  const known = [...world.values()].filter(({ key }) => !key.born);
  for (const [type, cells] of byType(known)) {
    const store = storeFor(stores, type);
    if ('loadAcross' in store) fill(cells, await store.loadAcross(query, cells.map(loadOf)));
    else oneByOne.push(...cells);
  }
  const tenants = Map.groupBy(oneByOne, ({ tenantId }) => tenantId);
  const all = new Set([...world.values()].map(({ tenantId }) => tenantId));
  for (const [tenantId, cells] of tenants) {
    if (all.size > 1) await transaction.show(query, [tenantId]);
    await loadTenant(query, cells, loadOf, stores);
  }
  if (tenants.size > 0 && all.size > 1) await transaction.show(query, [...all]);
}

function turnsByAddress(batch: readonly Pending[]): ReadonlyMap<string, readonly TouchingTurn[]> {
  const turns = new Map<string, TouchingTurn[]>();
  for (const { addresses, keys, submission } of batch) {
    const turn = { window: submission.window, keys };
    for (const address of addresses) {
      const others = turns.get(address);
      if (others) others.push(turn);
      else turns.set(address, [turn]);
    }
  }
  return turns;
}

/** One store after the other. */
async function loadTenant(query: Query, all: readonly Cell[], loadOf: (cell: Cell) => Load, stores: ReadonlyMap<string, Store<unknown>>): Promise<void> {
  for (const [type, cells] of byType(all)) {
    const store = storeFor(stores, type);
    if (!('load' in store)) continue;
    const found = await store.load(query, cells.map(loadOf));
    fill(cells, cells.map(({ key }) => found.get(key.id)));
  }
}

function fill(cells: readonly Cell[], values: readonly unknown[]): void {
  for (const [index, cell] of cells.entries()) {
    cell.before = values[index];
    cell.value = cell.before;
  }
}

/** Writes what differs, store by store in the order of their key types' names: a row may refer to one of another store. */
export async function saveWorld(query: Query, world: World, stores: ReadonlyMap<string, Store<unknown>>, now: Date): Promise<void> {
  const dirty = [...world.values()].filter((cell) => cell.value !== cell.before);
  const types = [...byType(dirty)].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [type, cells] of types) await storeFor(stores, type).save(query, cells.map((cell) => changeOf(cell, now)));
}

const changeOf = ({ tenantId, key, before, value, version }: Cell, now: Date): Change<unknown> => ({ tenantId, key, before, after: value, version, now });

function storeFor(stores: ReadonlyMap<string, Store<unknown>>, type: string): Store<unknown> {
  const store = stores.get(type);
  if (!store) throw new TypeError(`no actor of this service has a store for keys of type ${type}`);
  return store;
}
