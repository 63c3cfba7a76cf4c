/** Finds a business's mark and ids in whatever somebody else was told, was sent or keeps. */
import pg from 'pg';
import { withDatabase } from '../../dev/surroundings.ts';
import type { Network } from '../../test/network.ts';
import { uuidOfTypeId } from '#runtime/ids.ts';

const TYPE_ID = /[a-z]{3}_[0-7][0-9a-hjkmnp-tv-z]{25}/g;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Uuids in a text, those inside of TypeIDs as well. */
export function uuidsIn(text: string): ReadonlySet<string> {
  const typed = [...text.matchAll(TYPE_ID)].flatMap(([id]) => uuidOfTypeId(id) ?? []);
  return new Set([...typed, ...[...text.toLowerCase().matchAll(UUID)].map(([uuid]) => uuid)]);
}

export interface Scanner {
  /** What a text gives away; what its reader said before, in `sent`, they may hear again. */
  leakIn(text: string, sent?: string): string | undefined;
}

/** `ids` are uuids. */
export function createScanner({ mark, ids }: { readonly mark: string; readonly ids: ReadonlySet<string> }): Scanner {
  return {
    leakIn(text, sent = '') {
      if (text.toLowerCase().includes(mark)) return 'a text of another business';
      const known = uuidsIn(sent);
      const [leaked] = [...uuidsIn(text)].filter((uuid) => ids.has(uuid) && !known.has(uuid));
      return leaked === undefined ? undefined : `an id of another business: ${leaked}`;
    },
  };
}

/** One row of a tenant, as text. */
export interface StoredRow {
  /** `service.table`. */
  readonly table: string;
  readonly tenantId: string;
  readonly text: string;
}

const TABLES = `select c.table_name as name from information_schema.columns c join information_schema.tables using (table_schema, table_name)
  where column_name = 'tenant_id' and table_type = 'BASE TABLE' and table_schema = 'public' order by 1`;

/** Rows of tenants, past row-level security, as Postgres's own administrator sees them; of all tenants, those that hold `text`. */
export async function storedRows({ berth }: Network, find: { readonly tenantId: string } | { readonly text: string }): Promise<StoredRow[]> {
  const rows: StoredRow[] = [];
  for (const service of withDatabase(berth.around.entries)) {
    const client = new pg.Client({ connectionString: berth.infrastructure.adminUrl.replace(/\/[^/]*$/, `/berth_${service}`) });
    await client.connect();
    try {
      for (const { name } of (await client.query<{ name: string }>(TABLES)).rows) {
        const [condition, value] = 'text' in find ? ['strpos(lower(t::text), $1) > 0', find.text] : ['tenant_id = $1::uuid', find.tenantId];
        const found = await client.query<{ tenant_id: string; text: string }>(`select tenant_id, t::text as text from ${pg.escapeIdentifier(name)} t where ${condition}`, [value]);
        rows.push(...found.rows.map(({ tenant_id, text }) => ({ table: `${service}.${name}`, tenantId: tenant_id, text })));
      }
    } finally {
      await client.end();
    }
  }
  return rows;
}
