/** A durable Postgres with booking's schema, as full as that of a platform in use, for benchmarks of the mailbox. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../../services/runtime/db/migrate.ts';
import { createTestDatabase } from '../../../services/runtime/testing/database.ts';
import { startPostgres } from '../../dev/postgres.ts';
import { preloadStatements } from './preload.ts';

export interface MailboxDatabase extends AsyncDisposable {
  readonly appUrl: string;
  readonly relayUrl: string;
  /** Runs SQL as the superuser. */
  admin<R extends object>(sql: string, params?: readonly unknown[]): Promise<R[]>;
  /** What the figures depend on: durability settings and rows by table. */
  circumstances(): Promise<string>;
}

export interface MailboxDatabaseOptions {
  /** Rows in each of the large tables. */
  readonly rows: number;
  line(text: string): void;
}

/** Starts it in a directory that goes with it. */
export async function startMailboxDatabase({ rows, line }: MailboxDatabaseOptions): Promise<MailboxDatabase> {
  await using stack = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'berth-mailbox-'));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  const postgres = stack.use(await startPostgres({ dir, port: 0 }));
  const database = stack.use(await createTestDatabase('booking', postgres.adminUrl));
  await migrate({ ...database, folder: new URL('../../../services/booking/db/migrations/', import.meta.url) });
  const pool = new pg.Pool({ connectionString: adminUrlOf(database), max: 2 });
  stack.defer(() => pool.end());
  const admin = async <R extends object>(sql: string, params: readonly unknown[] = []): Promise<R[]> => (await pool.query<R>(sql, [...params])).rows;
  await preload(admin, rows, line);
  const owned = stack.move();
  return {
    appUrl: database.appUrl,
    relayUrl: database.relayUrl,
    admin,
    circumstances: () => circumstancesOf(admin),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

type Admin = MailboxDatabase['admin'];

function adminUrlOf({ adminUrl, name }: { readonly adminUrl: string; readonly name: string }): string {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function preload(admin: Admin, rows: number, line: (text: string) => void): Promise<void> {
  const started = performance.now();
  for (const sql of preloadStatements(rows)) await admin(sql);
  await admin('vacuum analyze');
  await admin('checkpoint');
  line(`  ${rows.toLocaleString('en')} rows in each large table, analyzed, in ${Math.round((performance.now() - started) / 1000)} s`);
}

const COUNTED = ['booking', 'booking_history', 'booking_step', 'claim', 'seat', 'actor_anchor', 'request_log', 'outbox', 'effect'] as const;

async function circumstancesOf(admin: Admin): Promise<string> {
  const settings = await admin<{ name: string; setting: string }>(
    `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes') order by name`,
  );
  const counts: string[] = [];
  for (const table of COUNTED) {
    const [row] = await admin<{ count: string }>(`select count(*) as count from ${table}`);
    counts.push(`${table} ${Number(row?.count ?? 0).toLocaleString('en')}`);
  }
  return `${settings.map(({ name, setting }) => `${name}=${setting}`).join(', ')}; rows: ${counts.join(', ')}`;
}
