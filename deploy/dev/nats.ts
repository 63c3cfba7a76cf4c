/** A nats-server with JetStream of our own in a directory: loopback only, its store bounded, stopped with us. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram, NATS_SERVER } from './debian.ts';
import { type GuardedChild, startGuarded } from './guarded-child.ts';
import { stopLeftover } from './leftover.ts';
import { freePort, requireFreePort } from './ports.ts';
import { type Restartable, startRestartable } from './restartable.ts';
import { StartFailure } from './start-failure.ts';

export interface NatsOptions {
  /** Created when missing: `jetstream/`, `nats.conf`, `nats.log`. One server per directory. */
  readonly dir: string;
  /** 0 takes a free port, kept over `restart` and `wipe`. */
  readonly port: number;
  /** The block of the configuration that names users; without it everybody may do everything. */
  readonly authorization?: string;
}

export interface Nats extends Restartable, AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Stops, deletes every stream, consumer and bucket, starts again: what a lost disk looks like. */
  wipe(): Promise<void>;
}

/** Throws a StartFailure for a missing program, a taken port or a full disk. */
export async function startNats(options: NatsOptions): Promise<Nats> {
  const host = '127.0.0.1';
  const { dir } = options;
  const program = await findProgram(NATS_SERVER);
  if (program === undefined) throw new StartFailure('nats-server is missing. Type: sudo apt-get install nats-server');
  await mkdir(dir, { recursive: true });
  await stopLeftover(join(dir, 'nats.pid'), dir, 'SIGTERM');
  const port = options.port === 0 ? await freePort(host) : options.port;
  await requireFreePort(port, 'NATS', 'set NATS_PORT, or NATS_URL to use your own server');
  await writeConfiguration(join(dir, 'nats.conf'), `${configuration(dir, host, port, await versionOf(program))}${options.authorization ?? ''}`);

  const server = await startRestartable(() => startServer(program, dir));
  const wipe = async () => {
    await server.stop();
    await rm(join(dir, 'jetstream'), { recursive: true, force: true });
    await server.start();
  };
  return { url: `nats://${host}:${port}`, port, ...server, wipe, [Symbol.asyncDispose]: server.stop };
}

/** For its owner's eyes: passwords of users are in it. */
async function writeConfiguration(file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600 });
  await chmod(file, 0o600);
}

async function versionOf(program: string): Promise<{ major: number; minor: number }> {
  const { stdout } = await promisify(execFile)(program, ['--version']);
  const [, major, minor] = stdout.match(/v(\d+)\.(\d+)/) ?? [];
  return { major: Number(major ?? 2), minor: Number(minor ?? 9) };
}

/**
 * `sync_interval: always` makes an acknowledged message survive a power cut, but 2.9 does not know it and refuses to
 * start. The store's limit is named because the default, a share of the disk that is free at start, never grows back.
 */
function configuration(dir: string, host: string, port: number, version: { major: number; minor: number }): string {
  const syncs = version.major > 2 || version.minor >= 10;
  return [
    `listen: "${host}:${port}"`,
    'server_name: "berth-dev"',
    `pid_file: ${JSON.stringify(join(dir, 'nats.pid'))}`,
    'max_payload: 1MB',
    'jetstream {',
    `  store_dir: ${JSON.stringify(dir)}`,
    '  max_memory_store: 256MB',
    '  max_file_store: 4GB',
    ...(syncs ? ['  sync_interval: always'] : []),
    '}',
    '',
  ].join('\n');
}

async function startServer(program: string, dir: string): Promise<GuardedChild> {
  const child = await startGuarded({
    name: 'NATS',
    command: program,
    args: ['--config', join(dir, 'nats.conf')],
    logFile: join(dir, 'nats.log'),
    stopSignal: 'SIGTERM',
  });
  await child.waitForLine(/Server is ready/, 15_000).catch(async (error: unknown) => {
    await child.stop();
    throw error;
  });
  return child;
}
