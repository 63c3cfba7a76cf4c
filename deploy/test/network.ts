/** All of Berth for a test, as `npm start` runs it but on ports and data of its own, with one business to book at. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBerth, type Berth as Client } from '@berth/sdk';
import { environment } from '#runtime/config/environment.ts';
import type { Rewire } from '../dev/environment.ts';
import { startBerth, type Berth, type LaunchOptions } from '../dev/launcher.ts';
import type { Progress } from '../dev/progress.ts';
import { readDevSettings, type DevSettings } from '../dev/settings.ts';
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

const PORTS = [3001, 3002, 3004, 3006, 3007, 3008, 3011, 3012, 3900, 3901, 3902, 3903, 3905, 3906, 3907, 3932, 3942, 4000, 4001, 4318, 8080];

/** An offset at which all ports of an installation are free just now. */
async function freeOffset(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    // Below 32768: above it the kernel gives ports to outgoing connections, also between this look and the start.
    const offset = 6_000 + 100 * Math.floor(Math.random() * 180);
    const free = await Promise.all(PORTS.map((port) => isFree(port + offset)));
    if (free.every(Boolean)) return offset;
  }
  throw new Error('found no stretch of free ports');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
