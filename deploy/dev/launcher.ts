/** All of Berth on this machine: it runs completely or, when a part cannot start, nothing of it is left running. */
import { adminPort, type Surroundings } from './environment.ts';
import { type Infrastructure, startInfrastructure } from './infrastructure.ts';
import { requireFreePort } from './ports.ts';
import type { Progress } from './progress.ts';
import { provisionAll } from './provision.ts';
import { runInProcess, runProcesses } from './run-services.ts';
import { type Providers, sandboxPorts, startProviders } from './sandboxes.ts';
import { ENTRIES, type ServiceEntry } from './services.ts';
import type { DevSettings } from './settings.ts';
import type { StartFailure } from './start-failure.ts';
import { superviseServer } from './supervisor.ts';
import { keysOf, secretsOf, withDatabase } from './surroundings.ts';

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

export async function startBerth(options: LaunchOptions): Promise<Berth> {
  const { settings, progress, entries = ENTRIES } = options;
  await using stack = new AsyncDisposableStack();
  await requirePorts(settings, entries);
  const infrastructure = stack.use(await startInfrastructure(settings, progress));
  const failed = Promise.withResolvers<StartFailure>();
  watch(infrastructure, progress, failed, stack);
  const secrets = secretsOf(settings);
  const databases = await progress.step('Databases and roles', () => provisionAll(infrastructure.adminUrl, withDatabase(entries), secrets));
  const providers = await progress.step('Sandboxes', () => startProviders(settings, secrets, stack));
  const around: Surroundings = {
    settings,
    entries,
    keys: keysOf(entries, secrets),
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
  await requireFreePort(settings.gatewayPort, 'the gateway', 'choose another one with PORT', settings.host);
  const services = entries.filter(({ name }) => name !== 'gateway').map(({ name, port }) => ({ name, port: port + settings.portOffset }));
  const health = entries.map((entry) => ({ name: `${entry.name}, health`, port: adminPort(entry, settings) }));
  const otlp = { name: 'trace receiver', port: settings.otlpPort };
  for (const { name, port } of [...services, ...health, otlp, ...sandboxPorts(settings)]) {
    await requireFreePort(port, name, 'set PORT_OFFSET=100 to move every port', settings.host);
  }
}

function watch({ servers }: Infrastructure, progress: Progress, failed: PromiseWithResolvers<StartFailure>, stack: AsyncDisposableStack): void {
  const stopping = new AbortController();
  stack.defer(() => stopping.abort());
  for (const { name, server } of servers) {
    superviseServer(name, server, (line) => progress.line(line), stopping.signal).then(failed.resolve, failed.reject);
  }
}
