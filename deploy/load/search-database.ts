/** A Postgres of its own, migrated as in production and filled with a large catalogue of one tenant among others. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../services/runtime/db/migrate.ts';
import { derivedId, newId } from '../../services/runtime/ids.ts';
import { slugOf } from '../../services/catalog/domain/slug.ts';
import { startPostgres } from '../dev/postgres.ts';
import { createRandom } from './random.ts';
import { searchCorpus, type CorpusRow } from './search-corpus.ts';

export interface SearchDatabase extends AsyncDisposable {
  /** URL of the role that row-level security applies to. */
  readonly appUrl: string;
  readonly relayUrl: string;
  /** The tenant that has all the rows but those of `NEIGHBOURS`. */
  readonly tenantId: string;
}

export interface SearchDatabaseOptions {
  readonly offerings: number;
  onProgress(done: number): void;
}

const NEIGHBOURS = 2_000;
const BATCH = 1_000;

export async function startSearchDatabase({ offerings, onProgress }: SearchDatabaseOptions): Promise<SearchDatabase> {
  await using stack = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'berth-search-'));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  const postgres = stack.use(await startPostgres({ dir, port: 0 }));
  const urls = await createRoles(postgres.adminUrl);
  await migrate({ ...urls, folder: new URL('../../services/catalog/db/migrations/', import.meta.url) });
  const tenantId = newId();
  await withClient(databaseUrl(postgres.adminUrl), async (client) => {
    await fill(client, tenantId, offerings, 1, onProgress);
    await fill(client, newId(), Math.min(NEIGHBOURS, offerings), 2, () => undefined);
    await client.query('vacuum analyze');
  });
  const owned = stack.move();
  return { ...urls, tenantId, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const DATABASE = 'berth_catalog';
const ROLES = ['owner', 'app', 'relay'] as const;

function databaseUrl(adminUrl: string, user?: string, password?: string): string {
  const url = new URL(adminUrl);
  url.pathname = DATABASE;
  if (user !== undefined) Object.assign(url, { username: user, password });
  return url.href;
}

async function createRoles(adminUrl: string): Promise<{ ownerUrl: string; appUrl: string; relayUrl: string }> {
  const password = randomUUID();
  await withClient(adminUrl, async (client) => {
    for (const role of ROLES) await client.query(`create role ${DATABASE}_${role} login password '${password}'`);
    await client.query(`create database ${DATABASE} owner ${DATABASE}_owner`);
  });
  const url = (role: (typeof ROLES)[number]): string => databaseUrl(adminUrl, `${DATABASE}_${role}`, password);
  return { ownerUrl: url('owner'), appUrl: url('app'), relayUrl: url('relay') };
}

async function withClient(connectionString: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function fill(client: pg.Client, tenantId: string, count: number, seed: number, onProgress: (done: number) => void): Promise<void> {
  let batch: Record<string, unknown>[] = [];
  let done = 0;
  const flush = async (): Promise<void> => {
    await insert(client, batch);
    done += batch.length;
    batch = [];
    onProgress(done);
  };
  for (const row of searchCorpus(count, createRandom(seed))) {
    batch.push(toRecord(tenantId, row, done + batch.length));
    if (batch.length === BATCH) await flush();
  }
  if (batch.length > 0) await flush();
}

const headings = (table: 'category' | 'brand'): string => `
  insert into ${table} (tenant_id, id, name, slug, created_time, updated_time)
  select distinct tenant_id, ${table}_id, ${table}_name, ${table}_slug, now(), now() from jsonb_to_recordset($1::jsonb)
    as r(tenant_id uuid, ${table}_id uuid, ${table}_name text, ${table}_slug text) where ${table}_id is not null
  on conflict do nothing`;

async function insert(client: pg.Client, records: readonly Record<string, unknown>[]): Promise<void> {
  const json = JSON.stringify(records);
  await client.query(headings('category'), [json]);
  await client.query(headings('brand'), [json]);
  await client.query('insert into offering select * from jsonb_populate_recordset(null::offering, $1::jsonb)', [json]);
  await client.query('call index_offerings($1::uuid[])', [records.map(({ id }) => id)]);
}

function heading(table: 'category' | 'brand', tenantId: string, name: string | undefined): Record<string, unknown> {
  if (name === undefined) return { [`${table}_id`]: null };
  const slug = slugOf(name);
  return { [`${table}_id`]: derivedId(tenantId, table, slug), [`${table}_name`]: name, [`${table}_slug`]: slug };
}

function toRecord(tenantId: string, row: CorpusRow, index: number): Record<string, unknown> {
  const { category, brand, priceMinor, ...same } = row;
  const now = new Date();
  return {
    ...same,
    ...heading('category', tenantId, category),
    ...heading('brand', tenantId, brand),
    tenant_id: tenantId, id: newId(), state: 'PUBLISHED', slug: `${slugOf(row.title)}-${index}`,
    price_minor: priceMinor, currency_code: 'EUR', duration_minutes: row.kind === 'PRODUCT' ? 0 : 60, time_zone: 'Europe/Lisbon',
    capacity: 1, payment_mode: 'ONLINE', hold_minutes: 15, free_cancellation_hours: 24, variants: [], add_ons: [], place: '',
    created_by: 'service:bench', created_request: String(index), created_time: now, updated_time: now, version: 1, metadata: {},
  };
}
