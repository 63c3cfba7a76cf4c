/** Anchors: one row a key, locked for the time of a batch; the lock and the version are what orders turns between replicas. */
import type { Query } from '../db/query.ts';
import { addressOf, type Pending } from './submission.ts';
import type { Key } from './types.ts';
import type { Cell, World } from './world.ts';

interface AnchorRow {
  tenant_id: string;
  type: string;
  key: string;
  version: bigint;
  event_version: bigint;
}

interface Address {
  readonly tenantId: string;
  readonly key: Key;
}

const SELECT = `
  select tenant_id, type, key, version, event_version from actor_anchor
  where tenant_id = any($1::uuid[]) and type = any($2::text[]) and key = any($3::uuid[])
  order by type, key, tenant_id for update`;

/** Locks the keys of a batch and gives their cells. Without `wait`, keys that someone else holds are left out. */
export async function lockAnchors(query: Query, batch: readonly Pending[], wait: boolean): Promise<Map<string, Cell>> {
  const addresses = sortedAddresses(batch);
  const columns = columnsOf(addresses);
  // Sorted inserts and locks: two batches that meet take their keys in the same order and cannot deadlock.
  const inserted = await query.run<Omit<AnchorRow, 'version' | 'event_version'>>(
    `insert into actor_anchor (tenant_id, type, key)
     select * from unnest($1::uuid[], $2::text[], $3::uuid[]) on conflict do nothing returning tenant_id, type, key`,
    columns,
  );
  const rows = await query.run<AnchorRow>(wait ? SELECT : `${SELECT} skip locked`, columns);
  const wanted = new Set(addresses.map(({ tenantId, key }) => addressOf(tenantId, key)));
  const fresh = new Set(inserted.map(addressOfRow));
  const cells = rows.map((row) => [addressOfRow(row), toCell(row, fresh.has(addressOfRow(row)))] as const);
  return new Map(cells.filter(([address]) => wanted.has(address)));
}

const addressOfRow = ({ tenant_id, type, key }: Pick<AnchorRow, 'tenant_id' | 'type' | 'key'>): string => addressOf(tenant_id, { type, id: key });

function sortedAddresses(batch: readonly Pending[]): Address[] {
  const all = new Map<string, Address>();
  for (const { keys, submission } of batch) {
    const { tenantId } = submission.caller;
    for (const key of keys) all.set(addressOf(tenantId, key), { tenantId, key });
  }
  const order = ({ tenantId, key }: Address): string => `${key.type}/${key.id}/${tenantId}`;
  return [...all.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

const toCell = (row: AnchorRow, fresh: boolean): Cell => ({
  tenantId: row.tenant_id,
  key: { type: row.type, id: row.key },
  fresh,
  loadedVersion: row.version,
  loadedEventVersion: row.event_version,
  before: undefined,
  value: undefined,
  version: row.version,
  eventVersion: row.event_version,
});

/** Writes the versions of the keys that moved on. What a batch touched for the first time and left alone leaves no row: refusals store nothing. */
export async function saveAnchors(query: Query, world: World): Promise<void> {
  const cells = [...world.values()];
  const moved = cells.filter(hasMoved);
  if (moved.length > 0) {
    await query.run(
      `update actor_anchor a set version = n.version, event_version = n.event_version
       from unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::bigint[]) as n (tenant_id, type, key, version, event_version)
       where a.tenant_id = n.tenant_id and a.type = n.type and a.key = n.key`,
      [...columnsOf(moved), moved.map(({ version }) => version), moved.map(({ eventVersion }) => eventVersion)],
    );
  }
  const idle = cells.filter((cell) => cell.fresh && !hasMoved(cell));
  if (idle.length > 0) {
    await query.run(
      `delete from actor_anchor a using unnest($1::uuid[], $2::text[], $3::uuid[]) as n (tenant_id, type, key)
       where a.tenant_id = n.tenant_id and a.type = n.type and a.key = n.key`,
      columnsOf(idle),
    );
  }
}

const hasMoved = ({ version, loadedVersion, eventVersion, loadedEventVersion }: Cell): boolean => version !== loadedVersion || eventVersion !== loadedEventVersion;

const columnsOf = (addresses: readonly Address[]): string[][] => [
  addresses.map(({ tenantId }) => tenantId),
  addresses.map(({ key }) => key.type),
  addresses.map(({ key }) => key.id),
];
