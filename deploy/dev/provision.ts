/** A service's database with its three roles; running it again changes nothing but lost passwords. */
import pg from 'pg';
import type { SecretStore } from './secrets.ts';
import { StartFailure } from './start-failure.ts';

export interface DatabaseUrls {
  /** Turns and queries, under row-level security. */
  readonly appUrl: string;
  /** Owns the database and migrates it. */
  readonly ownerUrl: string;
  /** Outbox and effects of all tenants. */
  readonly relayUrl: string;
}

const ROLES = ['owner', 'app', 'relay'] as const;
const EXTENSIONS = ['btree_gist', 'btree_gin', 'pg_trgm', 'citext', 'unaccent'];

/** Any number, the same for all: provisioning runs one at a time on a server, because roles are shared by its databases. */
const PROVISION_LOCK = 8_254_001;

/**
 * `adminUrl` needs a role that may create roles and databases; a superuser is not needed. Passwords come from
 * `secrets` under `<role name>`. Throws a StartFailure when the server is unreachable or a role has too many rights.
 */
export async function provisionDatabase(adminUrl: string, service: string, secrets: SecretStore): Promise<DatabaseUrls> {
  const database = `berth_${service}`;
  await withClient(adminUrl, async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [PROVISION_LOCK]); // freed with the connection
    for (const role of ROLES) await ensureRole(admin, `${database}_${role}`, secrets.get(`${database}_${role}`));
    await ensureDatabase(admin, database);
    await withClient(urlOf(adminUrl, database), prepareDatabase);
  });
  const url = (role: (typeof ROLES)[number]) => urlOf(adminUrl, database, `${database}_${role}`, secrets.get(`${database}_${role}`));
  return { appUrl: url('app'), ownerUrl: url('owner'), relayUrl: url('relay') };
}

/** The URLs by service. */
export async function provisionAll(adminUrl: string, services: readonly string[], secrets: SecretStore): Promise<ReadonlyMap<string, DatabaseUrls>> {
  const databases = new Map<string, DatabaseUrls>();
  for (const service of services) databases.set(service, await provisionDatabase(adminUrl, service, secrets));
  return databases;
}

async function ensureRole(admin: pg.Client, role: string, password: string): Promise<void> {
  const name = pg.escapeIdentifier(role);
  const { rows } = await admin.query<{ powerful: boolean }>('select rolsuper or rolbypassrls as powerful from pg_roles where rolname = $1', [role]);
  const [existing] = rows;
  if (existing === undefined) await admin.query(`create role ${name} login nosuperuser nobypassrls nocreatedb nocreaterole`);
  if (existing?.powerful) {
    throw new StartFailure(`Role ${role} may pass row-level security. Type: alter role ${name} nosuperuser nobypassrls`);
  }
  await admin.query(`alter role ${name} login password ${pg.escapeLiteral(password)}`);
}

async function ensureDatabase(admin: pg.Client, database: string): Promise<void> {
  const owner = pg.escapeIdentifier(`${database}_owner`);
  const name = pg.escapeIdentifier(database);
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [database]);
  if (rowCount === 0) {
    await admin.query(`grant ${owner} to current_user`); // a creator that is no superuser must be a member
    await admin.query(`create database ${name} owner ${owner} template template0 encoding 'UTF8'`);
  }
  await admin.query(`revoke all on database ${name} from public`);
  await admin.query(`grant connect on database ${name} to ${pg.escapeIdentifier(`${database}_app`)}, ${pg.escapeIdentifier(`${database}_relay`)}`);
}

async function prepareDatabase(admin: pg.Client): Promise<void> {
  for (const extension of EXTENSIONS) await admin.query(`create extension if not exists ${extension}`);
  await admin.query('revoke create on schema public from public');
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined); // the query that runs then rejects with it
  try {
    await client.connect();
  } catch (error) {
    const { host } = new URL(url);
    const reason = error instanceof Error ? error.message || error.name : String(error);
    throw new StartFailure(`Postgres at ${host} does not let us in: ${reason}. Check DATABASE_URL and that the server runs.`, { cause: error });
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(adminUrl: string, database: string, user?: string, password?: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  if (user !== undefined) url.username = user;
  if (password !== undefined) url.password = password;
  return url.href;
}
