/** Brings a service's schema up to date as its owner, then puts row-level security on every table: none can be forgotten. */
import { readdir } from 'node:fs/promises';
import { Migration, Migrator } from '@mikro-orm/migrations';
import { MikroORM, type Options } from '@mikro-orm/postgresql';
import pg from 'pg';
import type { Query } from './query.ts';
import { Failure } from '../errors.ts';
import { guardStatements } from '../personal/guards.ts';
import type { PersonalData } from '../personal/personal-data.ts';

export interface MigrateOptions {
  /** URL of the owner role. */
  readonly ownerUrl: string;
  /** URLs of the roles that are given access; only their user names are used. */
  readonly appUrl: string;
  readonly relayUrl: string;
  /** Folder of the service's migrations; each file exports one `Migration`. Absent: the runtime's tables only. */
  readonly folder?: URL;
  /** Tables without a tenant (global identities, keys); every other table must have `tenant_id`. */
  readonly sharedTables?: readonly string[];
  /** What the tables hold about people: guarded against what is written late about who was erased. */
  readonly personalData?: PersonalData;
}

type MigrationClass = new (...args: ConstructorParameters<typeof Migration>) => Migration;

const RUNTIME_FOLDER = new URL('./migrations/', import.meta.url);
const OWN_TABLE = 'schema_migration';
const MIGRATE_LOCK = 7_203_114;

const isMigration = (value: unknown): value is MigrationClass =>
  typeof value === 'function' && value.prototype instanceof Migration;

async function classesIn(folder: URL, prefix: string): Promise<{ name: string; class: MigrationClass }[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts')).sort();
  return Promise.all(
    files.map(async (file) => {
      const loaded: Record<string, unknown> = await import(new URL(file, folder).href);
      const found = Object.values(loaded).find(isMigration);
      if (!found) throw new TypeError(`${file} exports no Migration`);
      return { name: prefix + file.replace(/\.ts$/, ''), class: found };
    }),
  );
}

/** Runs `work` with the migrations of the runtime and the service, one process at a time. */
export async function withMigrator<T>(options: MigrateOptions, work: (migrator: Migrator) => Promise<T>): Promise<T> {
  const migrationsList = [
    ...(await classesIn(RUNTIME_FOLDER, 'runtime-')),
    ...(options.folder ? await classesIn(options.folder, '') : []),
  ];
  const orm = await MikroORM.init({
    clientUrl: options.ownerUrl,
    entities: [],
    discovery: { warnWhenNoEntities: false },
    extensions: [Migrator],
    migrations: { migrationsList, snapshot: false, silent: true, tableName: OWN_TABLE },
    pool: { min: 0, max: 2 },
  } as Options);
  const lock = new pg.Client({ connectionString: options.ownerUrl });
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATE_LOCK]);
    return await work(new Migrator(orm.em));
  } finally {
    await lock.end();
    await orm.close(true);
  }
}

/** Applies what is pending. Returns the names applied. */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const applied = await withMigrator(options, (migrator) => migrator.up());
  await protectTables(options);
  return applied.map(({ name }) => name);
}

/** Takes the newest migration back. Returns its name, or nothing when there is none. */
export async function migrateDown(options: MigrateOptions): Promise<string[]> {
  const reverted = await withMigrator(options, (migrator) => migrator.down());
  return reverted.map(({ name }) => name);
}

const userOf = (url: string): string => decodeURIComponent(new URL(url).username);
const quote = (name: string): string => pg.escapeIdentifier(name);

interface TableRow {
  name: string;
  tenanted: boolean;
  /** Its rows are only ever added. */
  adds_only: boolean;
}

/** Grants and policies for every table; a table that has no tenant and is not listed as shared stops the start. */
async function protectTables(options: MigrateOptions): Promise<void> {
  const client = new pg.Client({ connectionString: options.ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<TableRow>(TABLES_SQL);
    const shared = new Set(options.sharedTables);
    const bare = rows.filter((row) => !row.tenanted && !shared.has(row.name) && row.name !== OWN_TABLE);
    if (bare.length > 0) throw unprotected(bare.map(({ name }) => name));
    for (const row of rows.filter(({ name }) => name !== OWN_TABLE)) {
      await client.query(row.tenanted ? protectSql(row, options) : grantSql(row, options));
    }
    for (const { signature } of (await client.query<{ signature: string }>(UPKEEP_SQL)).rows) {
      await client.query(`grant execute on function ${signature} to ${quote(userOf(options.relayUrl))}`);
    }
    for (const statement of await guardStatements(queryOf(client), options.personalData ?? { tables: [] })) await client.query(statement);
    for (const { signature, schema } of (await client.query<{ signature: string; schema: string }>(DEFINERS_SQL)).rows) {
      await client.query(`alter function ${signature} set search_path = ${quote(schema)}, pg_temp`);
    }
  } finally {
    await client.end();
  }
}

const queryOf = (client: pg.Client): Query => ({ run: async <R extends object>(sql: string, params?: readonly unknown[]) => (await client.query<R & pg.QueryResultRow>(sql, params && [...params])).rows });

// Partitions are reached through their parent only; whoever makes them protects them. A table that is never to be changed says so by its comment.
const TABLES_SQL = `
  select c.relname as name, exists (
    select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
  ) as tenanted, coalesce(obj_description(c.oid, 'pg_class') = 'append-only', false) as adds_only
  from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`;

// What the runtime lets the relay do as the owner: make and drop partitions.
const UPKEEP_SQL = `
  select p.oid::regprocedure::text as signature from pg_proc p
  where p.pronamespace = current_schema()::regnamespace and p.prosecdef and p.proname like 'runtime\\_%'`;

// What runs as the owner, whoever calls it: temporary names come last for it, or whoever may make some could put a table with a trigger of theirs in the place of ours.
const DEFINERS_SQL = `
  select p.oid::regprocedure::text as signature, current_schema() as schema from pg_proc p
  where p.pronamespace = current_schema()::regnamespace and p.prosecdef and p.proowner = (select oid from pg_roles where rolname = current_user)
    and not exists (select from unnest(p.proconfig) c where c ~ '^search_path=.*, *pg_temp$')`;

const unprotected = (tables: readonly string[]): Failure =>
  new Failure({
    code: 'INTERNAL',
    reason: 'TABLE_WITHOUT_TENANT',
    message: `Tables without tenant_id: ${tables.join(', ')}. Add the column, or list them in sharedTables.`,
  });

function grantSql({ name: table, adds_only: addsOnly }: TableRow, { appUrl, relayUrl }: MigrateOptions): string {
  const roles = `${quote(userOf(appUrl))}, ${quote(userOf(relayUrl))}`;
  const rights = addsOnly ? 'select, insert' : 'select, insert, update, delete';
  return `revoke all on ${quote(table)} from ${roles}; grant ${rights} on ${quote(table)} to ${roles}`;
}

// The scalar subselect is evaluated once a statement instead of once a row.
const TENANT_RULE = `tenant_id = any((select nullif(current_setting('app.tenants', true), '')::uuid[])::uuid[])`;

// The owner's policy is for migrations and for SECURITY DEFINER functions, which look up a tenant before it is known.
function protectSql(table: TableRow, options: MigrateOptions): string {
  const name = quote(table.name);
  return `
    alter table ${name} enable row level security, force row level security;
    drop policy if exists tenant on ${name};
    create policy tenant on ${name} to ${quote(userOf(options.appUrl))} using (${TENANT_RULE}) with check (${TENANT_RULE});
    drop policy if exists relay on ${name};
    create policy relay on ${name} to ${quote(userOf(options.relayUrl))} using (true) with check (true);
    drop policy if exists owner on ${name};
    create policy owner on ${name} to ${quote(userOf(options.ownerUrl))} using (true) with check (true);
    ${grantSql(table, options)}`;
}
