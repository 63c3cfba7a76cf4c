/** Postgres and NATS: the ones named in the environment, the ones that already run here, or our own. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startBroker, userUrl } from '../nats/broker.ts';
import { lockHolder, takeLock } from './launcher-lock.ts';
import { startPostgres } from './postgres.ts';
import type { Progress } from './progress.ts';
import type { Restartable } from './restartable.ts';
import type { SecretStore } from './secrets.ts';
import type { DevSettings } from './settings.ts';
import { StartFailure } from './start-failure.ts';

export interface Infrastructure extends AsyncDisposable {
  readonly adminUrl: string;
  /** Where a part reaches NATS: as a user of its own where the server is ours. */
  natsUrlOf(user: string): string;
  /** Our own servers, for whoever watches over them. */
  readonly servers: readonly { readonly name: string; readonly url: string; readonly server: Restartable }[];
}

export interface InfrastructureOptions {
  readonly settings: DevSettings;
  readonly progress: Progress;
  readonly secrets: SecretStore;
  /** Names of the parts that connect to NATS. */
  readonly parts: readonly string[];
}

/** Takes the data directory for itself. Throws a StartFailure when another launcher has it. */
export async function startInfrastructure({ settings, progress, secrets, parts }: InfrastructureOptions): Promise<Infrastructure> {
  await using stack = new AsyncDisposableStack();
  const lock = await takeLock(settings.dataDir);
  if (lock === undefined) {
    const holder = await lockHolder(settings.dataDir);
    throw new StartFailure(`Berth already runs here (process ${holder}). Stop it first, or give this one its own BERTH_DIR and PORT_OFFSET.`);
  }
  stack.use(lock);
  const servers: { name: string; url: string; server: Restartable }[] = [];
  let { databaseUrl: adminUrl } = settings;
  if (adminUrl === undefined) {
    const postgres = await progress.step('Postgres 18', () => startPostgres({ dir: join(settings.dataDir, 'postgres'), port: settings.postgresPort }));
    servers.push({ name: 'Postgres', url: `postgres://127.0.0.1:${postgres.port}`, server: stack.use(postgres) });
    adminUrl = postgres.adminUrl;
  }
  if (settings.natsUrl === undefined) {
    const nats = await progress.step('NATS with JetStream', () => startBroker({ dir: join(settings.dataDir, 'nats'), port: settings.natsPort, parts, secrets }));
    servers.push({ name: 'NATS', url: nats.url, server: stack.use(nats) });
  }
  const owned = stack.move();
  return { adminUrl, natsUrlOf: natsUrls(settings, secrets), servers, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** For commands that also work beside a running Berth: uses its servers, or starts them for as long as the command takes. */
export async function joinInfrastructure(options: InfrastructureOptions): Promise<Infrastructure> {
  const { settings, secrets } = options;
  if ((await lockHolder(settings.dataDir)) === undefined) return startInfrastructure(options);
  const adminUrl = settings.databaseUrl ?? (await embeddedUrl(settings));
  return { adminUrl, natsUrlOf: natsUrls(settings, secrets), servers: [], [Symbol.asyncDispose]: async () => undefined };
}

/** A server of somebody else's has one URL for all, and users of its own. */
const natsUrls = ({ natsUrl, natsPort }: DevSettings, secrets: SecretStore) => (user: string): string =>
  natsUrl ?? userUrl(`nats://127.0.0.1:${natsPort}`, user, secrets);

async function embeddedUrl(settings: DevSettings): Promise<string> {
  const password = (await readFile(join(settings.dataDir, 'postgres', 'password'), 'utf8')).trim();
  return `postgres://postgres:${password}@127.0.0.1:${settings.postgresPort}/postgres`;
}
