/** All of Berth on this machine: it runs completely or, when a part cannot start, nothing of it is left running. */
import { adminPort, type Surroundings } from './environment.ts';
import { type Infrastructure, startInfrastructure } from './infrastructure.ts';
import { requireFreePort } from './ports.ts';
import type { Progress } from './progress.ts';
import { type DatabaseUrls, provisionDatabase } from './provision.ts';
import { runInProcess, runProcesses } from './run-services.ts';
import { startProviders, type Providers } from './sandboxes.ts';
import { openSecrets, type SecretStore } from './secrets.ts';
import { ENTRIES, type ServiceEntry } from './services.ts';
import type { DevSettings } from './settings.ts';
import { signingKeys } from './signing-keys.ts';
import type { StartFailure } from './start-failure.ts';
import { superviseServer } from './supervisor.ts';

export interface LaunchOptions {
  readonly settings: DevSettings;
  readonly progress: Progress;
  /** Each part in a process of its own. */
  readonly processes?: boolean;
  readonly entries?: readonly ServiceEntry[];
}

export interface Berth extends AsyncDisposable {
  readonly around: Surroundings;
  readonly infrastructure: Infrastructure;
  readonly providers: Providers;
  /** Resolves when a part that must run has ended for good. */
  readonly failed: Promise<StartFailure>;
}

/** Signs what the seed does; it is no service and listens nowhere. */
export const SEEDER = 'seed';

export async function startBerth(options: LaunchOptions): Promise<Berth> {
  const { settings, progress, entries = ENTRIES } = options;
  await using stack = new AsyncDisposableStack();
  await requirePorts(settings, entries);
  const infrastructure = stack.use(await startInfrastructure(settings, progress));
  const failed = Promise.withResolvers<StartFailure>();
  watch(infrastructure, progress, failed, stack);
  const secrets = openSecrets(`${settings.dataDir}/secrets.json`);
  const databases = await progress.step('Databases and roles', () => provisionAll(infrastructure.adminUrl, entries, secrets));
  const providers = await progress.step('Sandboxes', () => startProviders(settings, secrets, stack));
  const around: Surroundings = {
    settings,
    entries,
    keys: signingKeys([...entries.map(({ name }) => name), SEEDER], secrets),
    natsUrl: infrastructure.natsUrl,
    providers: providers.env,
  };
  const run = options.processes ? runProcesses : runInProcess;
  await run({ around, databases, progress, stack, onCrash: failed.resolve });
  const owned = stack.move();
  return { around, infrastructure, providers, failed: failed.promise, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Before anything starts: a taken port is the commonest reason that a start fails half way. */
async function requirePorts(settings: DevSettings, entries: readonly ServiceEntry[]): Promise<void> {
  const remedy = 'set PORT_OFFSET=100 to move every port';
  for (const entry of entries) {
    const isGateway = entry.name === 'gateway';
    const port = isGateway ? settings.gatewayPort : entry.port + settings.portOffset;
    await requireFreePort(port, entry.name, isGateway ? 'choose another one with PORT' : remedy, settings.host);
    await requireFreePort(adminPort(entry, settings), `${entry.name}, health`, remedy, settings.host);
  }
}

function watch({ servers }: Infrastructure, progress: Progress, failed: PromiseWithResolvers<StartFailure>, stack: AsyncDisposableStack): void {
  const stopping = new AbortController();
  stack.defer(() => stopping.abort());
  for (const { name, server } of servers) {
    superviseServer(name, server, progress.line, stopping.signal).then(failed.resolve, failed.reject);
  }
}

async function provisionAll(adminUrl: string, entries: readonly ServiceEntry[], secrets: SecretStore): Promise<ReadonlyMap<string, DatabaseUrls>> {
  const databases = new Map<string, DatabaseUrls>();
  for (const { name } of entries) {
    if (name !== 'gateway') databases.set(name, await provisionDatabase(adminUrl, name, secrets));
  }
  return databases;
}
