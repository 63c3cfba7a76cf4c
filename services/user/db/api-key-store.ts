/** API keys as rows. When a key was last used is no part of its state: it is noted without a turn. */
import type { Store } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import type { ApiKey, LiveKeys } from '../domain/api-key.ts';

interface ApiKeyRow {
  id: string;
  version: bigint;
  name: string;
  scopes: string[];
  hash: string;
  created_by: string;
  created_time: Date;
  expire_time: Date | null;
  revoked_time: Date | null;
  last_used_time: Date | null;
}

/** A key with its version. */
export interface FoundApiKey {
  readonly key: ApiKey;
  readonly version: bigint;
}

const fromRow = (row: ApiKeyRow): ApiKey => ({
  id: row.id,
  name: row.name,
  scopes: row.scopes,
  hash: row.hash,
  createdBy: row.created_by,
  created: row.created_time,
  expires: row.expire_time ?? undefined,
  revoked: row.revoked_time ?? undefined,
  lastUsed: row.last_used_time ?? undefined,
});

export const apiKeyStore: Store<ApiKey> = {
  async load(query, loads) {
    const rows = await query.run<ApiKeyRow>('select * from api_key where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, fromRow(row)]));
  },
  async save(query, changes) {
    for (const { tenantId, after, version, now } of changes) {
      if (!after) continue;
      await query.run(
        `insert into api_key (tenant_id, id, version, name, scopes, hash, created_by, created_time, expire_time, revoked_time, updated_time)
         values ($1, $2, $3, $4, $5::text[], $6, $7, $8, $9, $10, $11)
         on conflict (tenant_id, id) do update set version = excluded.version, revoked_time = excluded.revoked_time, updated_time = excluded.updated_time`,
        [tenantId, after.id, version, after.name, after.scopes, after.hash, after.createdBy, after.created, after.expires, after.revoked, now],
      );
    }
  },
};

/** A business's key by its id. */
export async function findApiKey(query: Query, id: string): Promise<ApiKey | undefined> {
  const [row] = await query.run<ApiKeyRow>('select * from api_key where id = $1::uuid', [id]);
  return row && fromRow(row);
}

/** Keys of a business, the newest first: ids are time-ordered. */
export async function listedApiKeys(query: Query, before: string | undefined, limit: number): Promise<FoundApiKey[]> {
  const rows = await query.run<ApiKeyRow>('select * from api_key where $1::uuid is null or id < $1 order by id desc limit $2::int', [before ?? null, limit]);
  return rows.map((row) => ({ key: fromRow(row), version: row.version }));
}

/** Keys of a business that were not revoked, read from their rows: there is nothing of it to write. */
export const liveKeysStore: Store<LiveKeys> = {
  async load(query, loads) {
    const rows = await query.run<{ id: string; expire_time: Date | null }>(
      'select id, expire_time from api_key where revoked_time is null and (expire_time is null or expire_time > now())',
    );
    const ends = new Map(rows.map(({ id, expire_time: expires }) => [id, expires ?? undefined]));
    return new Map(loads.map(({ key: { id } }) => [id, { id, ends }]));
  },
  save: () => Promise.resolve(),
};

/** Whose key it is, whatever tenant asks. */
export async function tenantOfApiKey(query: Query, id: string): Promise<string | undefined> {
  const [row] = await query.run<{ tenant_id: string | null }>('select tenant_of_api_key($1::uuid) as tenant_id', [id]);
  return row?.tenant_id ?? undefined;
}

/** Notes that a key is used. */
export async function noteUse(query: Query, id: string, now: Date): Promise<void> {
  await query.run('update api_key set last_used_time = greatest(last_used_time, $2) where id = $1::uuid', [id, now]);
}
