/** Anchors: one row a key, locked for the time of a batch; the lock and the version are what orders turns between replicas. */
import type { Query } from '../db/query.ts';
import { together } from '../db/together.ts';
import { reject } from '../errors.ts';
import { addressOf, type Pending } from './submission.ts';
import { WriteConflict, type Key } from './types.ts';
import type { Cell, World } from './world.ts';

/** A locked anchor. `fresh`: its row was made by this transaction. */
export interface LockedAnchor extends Address {
  readonly version: bigint;
  readonly eventVersion: bigint;
  readonly fresh: boolean;
}

/** The versions that a key has from now on. */
export interface MovedAnchor extends Address {
  readonly version: bigint;
  readonly eventVersion: bigint;
}

/** A key of a tenant. */
export interface Address {
  readonly tenantId: string;
  readonly key: Key;
}

/** The table of anchors, as a port: `query` is the transaction that the rows are locked in. */
export interface AnchorTable {
  /**
   * Makes the missing rows and locks all, in the order of type, key and tenant. Without `wait`, rows that someone else holds,
   * has changed or has just made are left out.
   */
  lock(query: Query, addresses: readonly Address[], wait: boolean): Promise<LockedAnchor[]>;
  /** Makes rows that were not locked. Gives how many: fewer when some exist already, after waiting for whoever makes one. */
  create(query: Query, born: readonly MovedAnchor[]): Promise<number>;
  /** Writes the versions of locked rows. */
  save(query: Query, moved: readonly MovedAnchor[]): Promise<void>;
  /** Takes locked rows away. */
  remove(query: Query, addresses: readonly Address[]): Promise<void>;
}

interface AnchorRow {
  tenant_id: string;
  type: string;
  key: string;
  version: bigint;
  event_version: bigint;
}

const SELECT = `
  select tenant_id, type, key, version, event_version from actor_anchor
  where tenant_id = any($1::uuid[]) and type = any($2::text[]) and key = any($3::uuid[])
  order by type, key, tenant_id for update`;
const SELECT_FREE = `${SELECT} skip locked`;

// A row that somebody has just made and not committed is invisible, and an insert of the same would wait for it. Whoever makes one holds
// the key's number until the end, so that others can tell without waiting. The subquery looks up each key by itself, however many there are.
const NUMBER = 'uuid_hash_extended(n.tenant_id, uuid_hash_extended(n.key, hashtext(n.type)))';
const insertSql = (held: string): string => `
  insert into actor_anchor (tenant_id, type, key)
  select tenant_id, type, key from unnest($1::uuid[], $2::text[], $3::uuid[]) as n (tenant_id, type, key)
  where case when (select true from actor_anchor a where a.tenant_id = n.tenant_id and a.type = n.type and a.key = n.key) then false else ${held} end
  on conflict do nothing returning tenant_id, type, key`;
const INSERT_FREE = insertSql(`pg_try_advisory_xact_lock(${NUMBER})`);
const INSERT_WAITING = insertSql(`pg_advisory_xact_lock(${NUMBER})::text is not null`);

/** Locks the keys of a batch and gives their cells. Without `wait`, keys that someone else holds are left out. */
export async function lockAnchors(table: AnchorTable, query: Query, batch: readonly Pending[], wait: boolean): Promise<Map<string, Cell>> {
  // Sorted inserts and locks: two batches that wait and meet take their keys in the same order and cannot deadlock.
  const addresses = sortedAddresses(batch);
  const known = addresses.filter(({ key }) => !key.born);
  const anchors = known.length === 0 ? [] : await table.lock(query, known, wait);
  const born = addresses.filter(({ key }) => key.born).map((address) => ({ ...address, version: 0n, eventVersion: 0n, fresh: true }));
  return new Map([...anchors, ...born].map((anchor) => [addressOf(anchor.tenantId, anchor.key), toCell(anchor)]));
}

/**
 * Anchors in Postgres. A join alone would do, but its plan is made while the table is small, and then goes through all keys of a
 * tenant for good: what is joined is looked up by its keys as well.
 */
export const postgresAnchors: AnchorTable = {
  lock,
  async create(query, born) {
    const written = await query.run(
      `insert into actor_anchor (tenant_id, type, key, version, event_version)
       select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::bigint[]) on conflict do nothing returning 1`,
      [...columnsOf(born), born.map(({ version }) => version), born.map(({ eventVersion }) => eventVersion)],
    );
    return written.length;
  },
  async save(query, moved) {
    await query.run(
      `update actor_anchor a set version = n.version, event_version = n.event_version
       from unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::bigint[]) as n (tenant_id, type, key, version, event_version)
       where a.tenant_id = n.tenant_id and a.type = n.type and a.key = n.key and a.key = any($3::uuid[])`,
      [...columnsOf(moved), moved.map(({ version }) => version), moved.map(({ eventVersion }) => eventVersion)],
    );
  },
  async remove(query, addresses) {
    await query.run(
      `delete from actor_anchor a using unnest($1::uuid[], $2::text[], $3::uuid[]) as n (tenant_id, type, key)
       where a.tenant_id = n.tenant_id and a.type = n.type and a.key = n.key and a.key = any($3::uuid[])`,
      columnsOf(addresses),
    );
  },
};

async function lock(query: Query, addresses: readonly Address[], wait: boolean): Promise<LockedAnchor[]> {
  if (wait) return makeAndLock(query, addresses, INSERT_WAITING, SELECT);
  // Most keys have their row, and this waits for nobody, so the order of making and locking matters to nobody either.
  const known = await select(query, addresses, SELECT_FREE);
  const found = new Set(known.map(({ tenantId, key }) => addressOf(tenantId, key)));
  const missing = addresses.filter(({ tenantId, key }) => !found.has(addressOf(tenantId, key)));
  return missing.length === 0 ? known : [...known, ...(await makeAndLock(query, missing, INSERT_FREE, SELECT_FREE))].sort(byOrder);
}

async function makeAndLock(query: Query, addresses: readonly Address[], insert: string, selection: string): Promise<LockedAnchor[]> {
  const made = await query.run<Omit<AnchorRow, 'version' | 'event_version'>>(insert, columnsOf(addresses));
  const fresh = new Set(made.map(addressOfRow));
  const rows = await select(query, addresses, selection);
  return rows.map((anchor) => ({ ...anchor, fresh: fresh.has(addressOf(anchor.tenantId, anchor.key)) }));
}

async function select(query: Query, addresses: readonly Address[], selection: string): Promise<LockedAnchor[]> {
  const wanted = new Set(addresses.map(({ tenantId, key }) => addressOf(tenantId, key)));
  const rows = await query.run<AnchorRow>(selection, columnsOf(addresses));
  return rows
    .filter((row) => wanted.has(addressOfRow(row)))
    .map((row) => ({ tenantId: row.tenant_id, key: { type: row.type, id: row.key }, version: row.version, eventVersion: row.event_version, fresh: false }));
}

const addressOfRow = ({ tenant_id, type, key }: Pick<AnchorRow, 'tenant_id' | 'type' | 'key'>): string => addressOf(tenant_id, { type, id: key });

const order = ({ tenantId, key }: Address): string => `${key.type}/${key.id}/${tenantId}`;
const byOrder = (a: Address, b: Address): number => (order(a) < order(b) ? -1 : 1);

function sortedAddresses(batch: readonly Pending[]): Address[] {
  const all = new Map<string, Address>();
  for (const { keys, submission } of batch) {
    const { tenantId } = submission.caller;
    for (const key of keys) all.set(addressOf(tenantId, key), { tenantId, key });
  }
  return [...all.values()].sort(byOrder);
}

const toCell = ({ tenantId, key, fresh, version, eventVersion }: LockedAnchor): Cell => ({
  tenantId,
  key,
  fresh,
  loadedVersion: version,
  loadedEventVersion: eventVersion,
  before: undefined,
  value: undefined,
  version,
  eventVersion,
});

/** Writes the versions of the keys that moved on. What a batch touched for the first time and left alone leaves no row: refusals store nothing. */
export async function saveAnchors(table: AnchorTable, query: Query, world: World): Promise<void> {
  const cells = [...world.values()];
  const locked = cells.filter(({ key }) => !key.born);
  const moved = locked.filter(hasMoved);
  const idle = locked.filter((cell) => cell.fresh && !hasMoved(cell));
  const born = cells.filter((cell) => cell.key.born && hasMoved(cell));
  await together(
    query,
    async () => moved.length > 0 && table.save(query, moved),
    async () => idle.length > 0 && table.remove(query, idle),
    async () => {
      if (born.length > 0 && (await table.create(query, born)) < born.length) throw new WriteConflict(idTaken);
    },
  );
}

const idTaken = reject('ID_TAKEN', 'The id of something new is in use already; try again.', { code: 'ABORTED' });

const hasMoved = ({ version, loadedVersion, eventVersion, loadedEventVersion }: Cell): boolean => version !== loadedVersion || eventVersion !== loadedEventVersion;

const columnsOf = (addresses: readonly Address[]): string[][] => [
  addresses.map(({ tenantId }) => tenantId),
  addresses.map(({ key }) => key.type),
  addresses.map(({ key }) => key.id),
];
