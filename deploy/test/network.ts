/** All of Berth for a test, as `npm start` runs it but on ports and data of its own, with one business to book at. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBerth, type Berth as Client } from '@berth/sdk';
import { environment } from '#runtime/config/environment.ts';
import type { Rewire } from '../dev/environment.ts';
import { startBerth, type Berth, type LaunchOptions } from '../dev/launcher.ts';
import type { Progress } from '../dev/progress.ts';
import { readDevSettings, type DevSettings } from '../dev/settings.ts';
import { freeOffset } from './free-offset.ts';
import { openShop, type Shop } from './shop.ts';

export interface Network extends AsyncDisposable {
  readonly berth: Berth;
  readonly settings: DevSettings;
  /** Where the gateway and the page are. */
  readonly url: string;
  readonly shop: Shop;
  /** A client of the shop, signed in as a new customer. */
  customer(): Promise<Client>;
  /** A client of the shop, signed in as its administrator. */
  admin(): Promise<Client>;
}

/** Everybody in a test, a benchmark or a rehearsal of faults calls from one address, and there are few people. */
const UNLIMITED = { RATE_LIMITS: 'off', CONNECTIONS_PER_ADDRESS: '100000' };

const quiet: Progress = { step: (_, work) => work(() => undefined), line: () => undefined };

export interface NetworkOptions {
  readonly processes?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly patience?: LaunchOptions['patience'];
  /** Given the settings before anything runs: may put proxies between the parts. */
  readonly rewire?: (settings: DevSettings) => Rewire | Promise<Rewire>;
  /** An existing directory for the data, left to whoever made it; a new one that goes with the network by default. */
  readonly dir?: string;
}

/** Starts everything. Databases and streams live in a directory that goes with it. */
export async function startNetwork({ processes = false, env = {}, patience, rewire, dir: given }: NetworkOptions = {}): Promise<Network> {
  await using stack = new AsyncDisposableStack();
  const dir = given ?? (await mkdtemp(join(tmpdir(), 'berth-network-')));
  if (given === undefined) stack.defer(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));
  const { LOG_LEVEL = 'fatal' } = environment;
  const settings = readDevSettings({ PATH: environment['PATH'], LOG_LEVEL, BERTH_DIR: dir, PORT_OFFSET: String(await freeOffset()), ...UNLIMITED, ...env });
  const berth = stack.use(
    await startBerth({ settings, progress: quiet, processes, ...(patience && { patience }), ...(rewire && { rewire: await rewire(settings) }) }),
  );
  const shop = await openShop(berth);
  const url = `http://127.0.0.1:${settings.gatewayPort}`;
  const clientFor = async (email: string, password: string): Promise<Client> => {
    const client = createBerth({ baseUrl: url, tenant: shop.slug });
    await client.signIn({ email, password });
    return client;
  };
  let customers = 0;
  const owned = stack.move();
  return {
    berth,
    settings,
    url,
    shop,
    async customer() {
      const client = createBerth({ baseUrl: url, tenant: shop.slug });
      customers += 1;
      await client.register({ email: `customer-${customers}-${Date.now()}@example.com`, password: 'correct horse', displayName: 'Ana Marques', phoneNumber: '+351912345678' });
      return client;
    },
    admin: () => clientFor(shop.admin.email, shop.admin.password),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
