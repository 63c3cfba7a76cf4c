/** A Postgres 18 of our own in a directory: durable unless told otherwise, loopback only, never left half-made. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type GuardedChild, startGuarded } from './guarded-child.ts';
import { stopLeftover } from './leftover.ts';
import { freePort, requireFreePort } from './ports.ts';
import { findPostgres, type PostgresPrograms } from './postgres-binaries.ts';
import { type Restartable, startRestartable } from './restartable.ts';
import { explainExit, StartFailure } from './start-failure.ts';

export interface PostgresOptions {
  /** Created when missing: `data/`, `password` (0600) and `postgres.log`. One server per directory. */
  readonly dir: string;
  /** 0 takes a free port, kept over `restart`. */
  readonly port: number;
  /** False trades crash safety for speed; for tests that never pull the plug. Default true. */
  readonly durable?: boolean;
  readonly maxConnections?: number;
}

export interface Postgres extends Restartable, AsyncDisposable {
  /** The superuser's URL of database `postgres`. */
  readonly adminUrl: string;
  readonly port: number;
}

const START_TIMEOUT_MS = 60_000; // crash recovery replays the log first

/** Throws a StartFailure for a taken port, a full disk or a broken directory. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const host = '127.0.0.1';
  const { dir } = options;
  await mkdir(dir, { recursive: true });
  const programs = await findPostgres(dir);
  await stopLeftover(join(dir, 'data', 'postmaster.pid'), dir, 'SIGINT');
  const port = options.port === 0 ? await freePort(host) : options.port;
  await requireFreePort(port, 'Postgres', 'set POSTGRES_PORT, or DATABASE_URL to use your own server');
  const password = await initialise(dir, programs, options.durable ?? true);

  const server = await startRestartable(() => startServer(dir, port, programs, options));
  const adminUrl = `postgres://postgres:${password}@${host}:${port}/postgres`;
  return { adminUrl, port, ...server, [Symbol.asyncDispose]: server.stop };
}

/** Makes the cluster aside and renames it, so an interrupted start is as if it had never been. Returns the superuser's password. */
async function initialise(dir: string, programs: PostgresPrograms, durable: boolean): Promise<string> {
  const data = join(dir, 'data');
  const passwordFile = join(dir, 'password');
  if (existsSync(data)) {
    if (existsSync(join(data, 'PG_VERSION')) && existsSync(passwordFile)) return (await readFile(passwordFile, 'utf8')).trim();
    throw new StartFailure(`${data} is damaged. Restore it, or start over without data: npm run reset`);
  }

  const fresh = join(dir, 'data.new');
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  const password = randomBytes(18).toString('base64url');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  const handedOver = join(dir, 'password.initdb'); // the server's user must read it
  await writeFile(handedOver, `${password}\n`, { mode: 0o600 });
  const { owner } = programs;
  if (owner !== undefined) await Promise.all([fresh, handedOver].map((path) => chown(path, owner.uid, owner.gid)));
  try {
    await runInitdb(programs.initdb, fresh, handedOver, durable);
    await rename(fresh, data);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(handedOver, { force: true });
  }
  return password;
}

async function runInitdb(initdb: readonly string[], data: string, passwordFile: string, durable: boolean): Promise<void> {
  const [program = '', ...prefix] = initdb;
  const args = [
    `--pgdata=${data}`, `--pwfile=${passwordFile}`, '--username=postgres', '--auth=scram-sha-256', '--no-instructions',
    '--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', ...(durable ? [] : ['--no-sync']),
  ];
  try {
    await promisify(execFile)(program, [...prefix, ...args]);
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw explainExit('Postgres (initdb)', 'while creating its data directory', output.trim().split('\n'), data);
  }
}

async function startServer(dir: string, port: number, programs: PostgresPrograms, options: PostgresOptions): Promise<GuardedChild> {
  const [command = '', ...prefix] = programs.postgres;
  const durable = options.durable ?? true;
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '', // no lock file under /tmp to go stale or to collide
    max_connections: options.maxConnections ?? 200,
    shared_buffers: durable ? '256MB' : '128MB',
    lc_messages: 'C', // we read its messages
    timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const child = await startGuarded({
    name: 'Postgres',
    command,
    args: [...prefix, '-D', join(dir, 'data'), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    logFile: join(dir, 'postgres.log'),
    stopSignal: 'SIGINT',
  });
  await child.waitForLine(/database system is ready to accept connections/, START_TIMEOUT_MS).catch(async (error: unknown) => {
    await child.stop();
    throw error;
  });
  return child;
}
