/** Starts every part in this process, or each in a process of its own; what started before a failure is stopped by the stack. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SettingsError } from '#runtime/config/settings.ts';
import { adminPort, environmentOf, type Surroundings } from './environment.ts';
import { type GuardedChild, startGuarded } from './guarded-child.ts';
import type { Progress } from './progress.ts';
import type { DatabaseUrls } from './provision.ts';
import { type Restartable, startRestartable } from './restartable.ts';
import type { ServiceEntry } from './services.ts';
import { StartFailure } from './start-failure.ts';

export interface RunOptions {
  readonly around: Surroundings;
  readonly databases: ReadonlyMap<string, DatabaseUrls>;
  readonly progress: Progress;
  readonly stack: AsyncDisposableStack;
}

const READY_TIMEOUT_MS = 60_000;
const DRAIN_MS = 20_000;

export interface Part {
  readonly name: string;
  readonly server: Restartable;
}

/** All parts share this process; between them there is still only gRPC and NATS. */
export async function runInProcess({ around, databases, progress, stack }: RunOptions): Promise<Part[]> {
  for (const entry of around.entries) {
    await progress.step(label(entry.name), async () => {
      const part = await prepared(entry, environmentOf(entry, around, databases.get(entry.name)));
      stack.use(await part.start());
    });
  }
  return [];
}

async function prepared(entry: ServiceEntry, env: Record<string, string>) {
  try {
    return await entry.prepare(env);
  } catch (error) {
    if (error instanceof SettingsError) throw new StartFailure(`The ${entry.name} service cannot start. ${error.message}`, { cause: error });
    throw error;
  }
}

/** Each part is a process; its log goes to `logs/<name>.log` and its warnings to the terminal. Whoever supervises them starts the dead again. */
export async function runProcesses(options: RunOptions): Promise<Part[]> {
  const { around, progress, stack } = options;
  await mkdir(join(around.settings.dataDir, 'logs'), { recursive: true });
  const parts: { readonly entry: ServiceEntry; readonly server: Restartable }[] = [];
  for (const entry of around.entries) {
    const server = await startRestartable(startsOf(entry, options));
    stack.defer(server.stop);
    parts.push({ entry, server });
  }
  for (const { entry, server } of parts) await progress.step(label(entry.name), () => untilReady(entry, server, around));
  return parts.map(({ entry, server }) => ({ name: entry.name, server }));
}

/** Its first start migrates, where that was asked for; those after a death have nothing to migrate and are there sooner. */
function startsOf(entry: ServiceEntry, options: RunOptions): () => Promise<GuardedChild> {
  const env = environmentOf(entry, options.around, options.databases.get(entry.name));
  let starts = 0;
  return () => {
    starts += 1;
    return startProcess(entry, options, starts === 1 ? env : { ...env, MIGRATE: 'false' });
  };
}

function startProcess(entry: ServiceEntry, { around, progress }: RunOptions, env: Readonly<Record<string, string>>): Promise<GuardedChild> {
  return startGuarded({
    name: `The ${entry.name} service`,
    command: process.execPath,
    args: [fileURLToPath(entry.main)],
    // Compiled once: a process that is started again is there sooner.
    env: { NODE_COMPILE_CACHE: join(around.settings.dataDir, 'compiled'), ...env },
    logFile: join(around.settings.dataDir, 'logs', `${entry.name}.log`),
    stopSignal: 'SIGTERM',
    stopTimeoutMs: DRAIN_MS,
    onLine: (line) => {
      if (/"level":"(warn|error|fatal)"/.test(line)) progress.line(`[${entry.name}] ${line}`);
    },
  });
}

async function untilReady(entry: ServiceEntry, server: Restartable, { settings }: Surroundings): Promise<void> {
  const url = `http://${settings.localHost}:${adminPort(entry, settings)}/readyz`;
  const deadline = Date.now() + READY_TIMEOUT_MS;
  let death: StartFailure | undefined;
  void server.died().then((reason) => (death = reason));
  while (!(await answersOk(url))) {
    if (death !== undefined) throw death;
    if (Date.now() > deadline) throw new StartFailure(`The ${entry.name} service is not ready after ${READY_TIMEOUT_MS / 1000} s; see its log in ${settings.dataDir}/logs.`);
    await delay(100);
  }
}

const answersOk = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2_000) }).then((reply) => reply.ok, () => false);

/** How messages call a part. */
export const label = (name: string): string => (name === 'gateway' ? 'Gateway' : `${name[0]?.toUpperCase()}${name.slice(1)} service`);
