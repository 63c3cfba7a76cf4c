/** All of Berth on this machine: it runs completely or, when a part cannot start, nothing of it is left running. */
import { adminPort, type Rewire, type Surroundings } from './environment.ts';
import { type Infrastructure, startInfrastructure } from './infrastructure.ts';
import { requireFreePort } from './ports.ts';
import type { Progress } from './progress.ts';
import { provisionAll } from './provision.ts';
import type { Restartable } from './restartable.ts';
import { label, runInProcess, runProcesses } from './run-services.ts';
import { type Providers, sandboxPorts, startProviders } from './sandboxes.ts';
import { ENTRIES, type ServiceEntry } from './services.ts';
import type { DevSettings } from './settings.ts';
import type { StartFailure } from './start-failure.ts';
import { type Patience, superviseServer } from './supervisor.ts';
import { certificatesOf, keysOf, secretsOf, withDatabase } from './surroundings.ts';

export interface LaunchOptions {
  readonly settings: DevSettings;
  readonly progress: Progress;
  /** Each part in a process of its own. */
  readonly processes?: boolean;
  readonly entries?: readonly ServiceEntry[];
  /** How often what dies is started again; see `superviseServer`. */
  readonly patience?: Patience;
  /** Has the last word on a part's settings: chaos puts proxies in the place of addresses. */
  readonly rewire?: Rewire;
}

export interface Berth extends AsyncDisposable {
  readonly around: Surroundings;
  readonly infrastructure: Infrastructure;
  readonly providers: Providers;
  /** The parts that are processes of their own, with `processes`. */
  readonly parts: readonly { readonly name: string; readonly server: Restartable }[];
  /** Resolves when a part that must run has ended for good. */
  readonly failed: Promise<StartFailure>;
}

export async function startBerth(options: LaunchOptions): Promise<Berth> {
  const { settings, progress, entries = ENTRIES } = options;
  await using stack = new AsyncDisposableStack();
  await requirePorts(settings, entries);
  const secrets = secretsOf(settings);
  const infrastructure = stack.use(await startInfrastructure({ settings, progress, secrets, parts: entries.map(({ name }) => name) }));
  const failed = Promise.withResolvers<StartFailure>();
  const stopping = new AbortController();
  stack.defer(() => stopping.abort());
  const supervise = (name: string, server: Restartable): void => {
    const report = (line: string): void => progress.line(line);
    superviseServer(name, server, report, stopping.signal, options.patience).then(failed.resolve, failed.reject);
  };
  for (const { name, server } of infrastructure.servers) supervise(name, server);
  const databases = await progress.step('Databases and roles', () => provisionAll(infrastructure.adminUrl, withDatabase(entries), secrets));
  const providers = await progress.step('Sandboxes', () => startProviders(settings, secrets, stack));
  const tlsFilesOf = settings.internalTls ? await progress.step('Certificates', () => certificatesOf(settings, entries)) : undefined;
  const around: Surroundings = {
    settings,
    entries,
    keys: keysOf(entries, secrets),
    natsUrlOf: infrastructure.natsUrlOf,
    providers: providers.env,
    tlsFilesOf,
    ...(options.rewire && { rewire: options.rewire }),
  };
  const run = options.processes ? runProcesses : runInProcess;
  const parts = await run({ around, databases, progress, stack });
  // Before anything is stopped on purpose: nothing that ends from then on is started again.
  stack.defer(() => stopping.abort());
  for (const { name, server } of parts) supervise(label(name), server);
  const owned = stack.move();
  return { around, infrastructure, providers, parts, failed: failed.promise, [Symbol.asyncDispose]: () => owned.disposeAsync() };
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
