/** Databases for tests: real Postgres, a database of its own for each caller, with the three roles of a service. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres, type Postgres } from '../../../deploy/dev/postgres.ts';

/** URLs of a new, empty database; migrations are the caller's. Dropped when disposed. */
export interface TestDatabase extends AsyncDisposable {
  readonly name: string;
  readonly adminUrl: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly relayUrl: string;
}

interface OwnServer {
  readonly server: Postgres;
  readonly dir: string;
}

let own: Promise<OwnServer> | undefined;

/** The server of this test run: `TEST_DATABASE_ADMIN_URL`, or one of our own that ends with the process. */
export async function testPostgresUrl(): Promise<string> {
  const given = process.env['TEST_DATABASE_ADMIN_URL'];
  if (given) return given;
  own ??= startOwn();
  return (await own).server.adminUrl;
}

async function startOwn(): Promise<OwnServer> {
  const dir = await mkdtemp(join(tmpdir(), 'berth-test-'));
  return { server: await startPostgres({ dir, port: 0, durable: false }), dir };
}

/** Stops the server that this process started, if it did. Mocha's root hook calls it. */
export async function stopTestPostgres(): Promise<void> {
  if (!own) return;
  const { server, dir } = await own;
  own = undefined;
  await server.stop();
  await rm(dir, { recursive: true, force: true });
}

const ROLES = ['owner', 'app', 'relay'] as const;

/** Makes a database with roles that may do what a service's roles may, and no more, on the run's server or another one. */
export async function createTestDatabase(label = 'test', server?: string): Promise<TestDatabase> {
  const adminUrl = server ?? (await testPostgresUrl());
  const name = `${label}_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  await asAdmin(adminUrl, async (admin) => {
    for (const role of ROLES) await admin.query(`create role ${name}_${role} login password 'test' nosuperuser nobypassrls`);
    await admin.query(`create database ${name} owner ${name}_owner`);
  });
  await asAdmin(withDatabase(adminUrl, name), async (admin) => {
    for (const extension of ['btree_gist', 'btree_gin', 'pg_trgm', 'citext', 'unaccent']) await admin.query(`create extension if not exists ${extension}`);
  });
  const url = (role: string): string => {
    const made = new URL(withDatabase(adminUrl, name));
    made.username = `${name}_${role}`;
    made.password = 'test';
    return made.href;
  };
  return {
    name,
    adminUrl,
    ownerUrl: url('owner'),
    appUrl: url('app'),
    relayUrl: url('relay'),
    [Symbol.asyncDispose]: () => drop(adminUrl, name),
  };
}

async function drop(adminUrl: string, name: string): Promise<void> {
  await asAdmin(adminUrl, async (admin) => {
    await admin.query(`drop database if exists ${name} with (force)`);
    for (const role of ROLES) await admin.query(`drop role if exists ${name}_${role}`);
  });
}

async function asAdmin(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
