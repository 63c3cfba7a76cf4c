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
  const columns = [
    addresses.map(({ tenantId }) => tenantId),
    addresses.map(({ key }) => key.type),
    addresses.map(({ key }) => key.id),
  ];
  // Sorted inserts and locks: two batches that meet take their keys in the same order and cannot deadlock.
  await query.run(
    `insert into actor_anchor (tenant_id, type, key)
     select * from unnest($1::uuid[], $2::text[], $3::uuid[]) on conflict do nothing`,
    columns,
  );
  const rows = await query.run<AnchorRow>(wait ? SELECT : `${SELECT} skip locked`, columns);
  const wanted = new Set(addresses.map(({ tenantId, key }) => addressOf(tenantId, key)));
  const cells = rows.map((row) => [addressOf(row.tenant_id, { type: row.type, id: row.key }), toCell(row)] as const);
  return new Map(cells.filter(([address]) => wanted.has(address)));
}

function sortedAddresses(batch: readonly Pending[]): Address[] {
  const all = new Map<string, Address>();
  for (const { keys, submission } of batch) {
    const { tenantId } = submission.caller;
    for (const key of keys) all.set(addressOf(tenantId, key), { tenantId, key });
  }
  const order = ({ tenantId, key }: Address): string => `${key.type}/${key.id}/${tenantId}`;
  return [...all.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

const toCell = (row: AnchorRow): Cell => ({
  tenantId: row.tenant_id,
  key: { type: row.type, id: row.key },
  loadedVersion: row.version,
  loadedEventVersion: row.event_version,
  before: undefined,
  value: undefined,
  version: row.version,
  eventVersion: row.event_version,
});

/** Writes the versions of the keys that moved on. */
export async function saveAnchors(query: Query, world: World): Promise<void> {
  const moved = [...world.values()].filter(
    (cell) => cell.version !== cell.loadedVersion || cell.eventVersion !== cell.loadedEventVersion,
  );
  if (moved.length === 0) return;
  await query.run(
    `update actor_anchor a set version = n.version, event_version = n.event_version
     from unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::bigint[]) as n (tenant_id, type, key, version, event_version)
     where a.tenant_id = n.tenant_id and a.type = n.type and a.key = n.key`,
    [
      moved.map(({ tenantId }) => tenantId),
      moved.map(({ key }) => key.type),
      moved.map(({ key }) => key.id),
      moved.map(({ version }) => version),
      moved.map(({ eventVersion }) => eventVersion),
    ],
  );
}
