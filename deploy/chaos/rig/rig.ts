/** All of Berth, a process each, with handles to kill, freeze and wake every one of them, and to time how soon it answers again. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Nats } from '../../dev/nats.ts';
import type { ReceivedEvent } from '../../dev/sandbox/tiktok/event.ts';
import { type Network, startNetwork } from '../../test/network.ts';
import { type Databases, openDatabases } from '../invariants/evidence.ts';
import { familyOf, signal } from './processes.ts';
import { mountSmallDisks, type SmallDisks } from './small-disks.ts';
import { subscribersOf } from './subscribers.ts';
import { openWires, type Wires } from './wires.ts';

/** Something that runs and can be broken. */
export interface Target {
  readonly name: string;
  pid(): number | undefined;
  /** SIGKILL to it and its children; the supervisor starts it again. */
  kill(): void;
  /** What `pg_ctl stop -m immediate` does; only Postgres knows it. */
  stopAtOnce(): void;
  freeze(): void;
  thaw(): void;
}

export interface Rig extends AsyncDisposable {
  readonly network: Network;
  /** Gateway and services, Postgres, NATS. */
  readonly targets: readonly Target[];
  readonly databases: Databases;
  /** Absent without proxies. */
  readonly wires: Wires | undefined;
  /** Absent when the disks are the machine's own. */
  readonly disks: SmallDisks | undefined;
  /** Where customers call. */
  readonly url: string;
  target(name: string): Target;
  /** Stops NATS, deletes its store, starts it again. */
  wipeNats(): Promise<void>;
  /** Keeps NATS down until it is started. */
  stopNats(): Promise<void>;
  startNats(): Promise<void>;
  /** What each process wrote, by name. */
  logs(): Promise<ReadonlyMap<string, string>>;
  /** Consumers by the service whose events they take. */
  readonly subscribers: ReadonlyMap<string, readonly string[]>;
  /** Everything that TikTok's sandbox accepted, also what it has forgotten since. */
  tracked(): readonly ReceivedEvent[];
}

export interface RigOptions {
  readonly proxies?: boolean;
  readonly smallDisks?: boolean;
}

/** Killing is what we are here for: nothing that dies often is given up. */
const PATIENCE = { attempts: 1_000, windowMs: 10_000, pauseMs: 500 };
/**
 * As in a small container: with a large machine's heap, garbage that is left lying about looks like a leak. What is young has its
 * usual room: with a share of so little it would be moved to the old all the time.
 */
const SMALL_HEAP = '--max-old-space-size=192 --max-semi-space-size=16';
const COLLECT_MS = 1_000;

export async function startRig({ proxies = false, smallDisks = false }: RigOptions = {}): Promise<Rig> {
  await using stack = new AsyncDisposableStack();
  const wires = proxies ? stack.use(openWires()) : undefined;
  const disks = smallDisks ? stack.use(await mountSmallDisks()) : undefined;
  const network = stack.use(
    await startNetwork({
      processes: true,
      patience: PATIENCE,
      env: { LOG_LEVEL: 'warn', PAYMENT_GRACE_MINUTES: '0', NODE_OPTIONS: SMALL_HEAP },
      ...(wires && { rewire: (settings) => wires.rewire(settings) }),
      ...(disks && { dir: disks.dir }),
    }),
  );
  const databases = stack.use(openDatabases(network));
  const tracked = stack.use(collectTracked(network));
  const parts = [...network.berth.parts, ...network.berth.infrastructure.servers];
  const targets = parts.map(({ name, server }) => targetOf(name, () => server.pid()));
  const target = (name: string): Target => {
    const found = targets.find((candidate) => candidate.name === name);
    if (!found) throw new TypeError(`there is no ${name}; there are ${targets.map((candidate) => candidate.name).join(', ')}`);
    return found;
  };
  const subscribers = await subscribersOf(network);
  const owned = stack.move();
  return {
    network,
    targets,
    databases,
    wires,
    disks,
    url: wires?.gatewayUrl() ?? network.url,
    target,
    wipeNats: () => natsOf(network).wipe(),
    stopNats: () => natsOf(network).stop(),
    startNats: () => natsOf(network).start(),
    logs: () => logsIn(join(network.settings.dataDir, 'logs')),
    subscribers,
    tracked: () => tracked.events(),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function targetOf(name: string, pid: () => number | undefined): Target {
  const all = (): number[] => {
    const id = pid();
    return id === undefined ? [] : familyOf(id);
  };
  return {
    name,
    pid,
    kill: () => signal(all(), 'SIGKILL'),
    stopAtOnce: () => signal(all().slice(0, 1), 'SIGQUIT'),
    freeze: () => signal(all(), 'SIGSTOP'),
    thaw: () => signal(all(), 'SIGCONT'),
  };
}

function natsOf(network: Network): Nats {
  const server = network.berth.infrastructure.servers.find(({ name }) => name === 'NATS')?.server;
  if (!server || !isNats(server)) throw new TypeError('there is no NATS of our own');
  return server;
}

const isNats = (server: object): server is Nats => 'wipe' in server;

async function logsIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = await readdir(folder);
  return new Map(await Promise.all(files.map(async (file): Promise<[string, string]> => [file.replace(/\.log$/, ''), await readFile(join(folder, file), 'utf8')])));
}

/** The sandbox keeps the newest thousand only. */
function collectTracked({ berth }: Network): Disposable & { events(): readonly ReceivedEvent[] } {
  const seen = new Map<string, ReceivedEvent>();
  const collect = (): void => berth.providers.sandboxes.tiktok?.events().forEach((event) => seen.set(event.id, event));
  const timer = setInterval(collect, COLLECT_MS);
  return {
    events() {
      collect();
      return [...seen.values()];
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
