/** All of Berth as processes on a durable Postgres, with a service beside it that does nothing, behind the same gateway. */
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import pg from 'pg';
import { CheckoutKind } from '#proto/berth/booking/v1/booking_pb.ts';
import { CreateBookingRequestSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { create, type MessageInitShape, toJsonString } from '@bufbuild/protobuf';
import { toTypeId, newId } from '#runtime/ids.ts';
import type { Rewire } from '../dev/environment.ts';
import { freePort } from '../dev/ports.ts';
import { startGuarded } from '../dev/guarded-child.ts';
import { startNetwork, type Network } from '../test/network.ts';
import { openShop, type Shop } from '../test/shop.ts';
import { SEEDER } from '../dev/seed-context.ts';
import type { Straight } from './gateway-callers.ts';
import { REQUEST_ID, type Prepared } from './gateway-calls.ts';
import { registerCustomer } from './json-calls.ts';

export interface GatewayNetwork extends AsyncDisposable {
  readonly network: Network;
  readonly gatewayPort: number;
  readonly straight: Straight;
  /** What callers send, one for each of them, by what they do. */
  readonly bookings: readonly Prepared[];
  /** The same for a cart, whose payment somebody else will ask for: nothing follows but what every booking tells. */
  readonly holds: readonly Prepared[];
  readonly empties: readonly Prepared[];
  /** Durability settings of the Postgres that keeps it all. */
  circumstances(): Promise<string>;
  /** Rows of booking's table of bookings. */
  bookingCount(): Promise<number>;
  /** Transactions committed so far, by database. */
  transactions(): Promise<ReadonlyMap<string, number>>;
}

export interface GatewayNetworkOptions {
  readonly callers: number;
  readonly tenants: number;
  readonly env: Readonly<Record<string, string>>;
}

const CAPACITY = 100_000;

/** Starts it all, signs a customer up for each caller, and opens a session of an event for each. */
export async function startGatewayNetwork({ callers, tenants, env }: GatewayNetworkOptions): Promise<GatewayNetwork> {
  await using stack = new AsyncDisposableStack();
  const emptyPort = await freePort();
  const emptyAddress = `127.0.0.1:${emptyPort}`;
  const rewire: Rewire = ({ name }, settings) => (name === 'gateway' ? { ...settings, RECEIPT_SERVICE_ADDRESS: emptyAddress } : settings);
  const network = stack.use(await startNetwork({ processes: true, rewire: () => rewire, env }));
  const empty = await startEmptyService(network, emptyPort, env);
  stack.defer(() => empty.stop());
  const shops = [network.shop];
  while (shops.length < tenants) shops.push(await openShop(network.berth));
  const prepared = await Promise.all(
    Array.from({ length: callers }, async (_, index) => prepareCaller(network, shops[index % shops.length] ?? network.shop, index)),
  );
  const pool = new pg.Pool({ connectionString: databaseUrl(network, 'berth_booking'), max: 1 });
  stack.defer(() => pool.end());
  const owned = stack.move();
  return {
    network,
    gatewayPort: network.settings.gatewayPort,
    straight: { address: emptyAddress, signingKey: network.berth.around.keys.privateKeys.get(SEEDER) ?? '', subject: `service:${SEEDER}`, callers },
    bookings: prepared.map(({ booking }) => booking),
    holds: prepared.map(({ hold }) => hold),
    empties: prepared.map(({ empty: request }) => request),
    circumstances: async () => {
      const { rows } = await pool.query<{ text: string }>(
        `select string_agg(name || '=' || setting, ', ' order by name) as text from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes')`,
      );
      return rows[0]?.text ?? '';
    },
    bookingCount: async () => Number((await pool.query<{ count: string }>('select count(*) as count from booking')).rows[0]?.count),
    transactions: async () => {
      const { rows } = await pool.query<{ name: string; count: string }>(`select datname as name, xact_commit as count from pg_stat_database where datname like 'berth_%'`);
      return new Map(rows.map(({ name, count }) => [name.replace('berth_', ''), Number(count)]));
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function databaseUrl({ berth }: Network, name: string): string {
  const url = new URL(berth.infrastructure.adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function startEmptyService({ berth, settings }: Network, port: number, env: Readonly<Record<string, string>>) {
  const child = await startGuarded({
    name: 'The service that does nothing',
    command: process.execPath,
    args: [fileURLToPath(new URL('./gateway-empty-service.ts', import.meta.url))],
    env: {
      ...env,
      EMPTY_SERVICE_PORT: String(port),
      INTERNAL_JWKS: berth.around.keys.jwks,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${settings.otlpPort}`,
    },
    logFile: join(settings.dataDir, 'logs', 'empty.log'),
    stopSignal: 'SIGTERM',
  });
  await child.waitForLine(/is ready/, 20_000);
  return child;
}

async function prepareCaller({ url }: Network, shop: Shop, index: number): Promise<Readonly<Record<'booking' | 'hold' | 'empty', Prepared>>> {
  const token = await registerCustomer(url, shop.slug, `caller-${index}@example.com`);
  const sessionId = await shop.session(shop.paid, CAPACITY);
  const bookingOf = (checkout: CheckoutKind): Prepared => {
    const request = create(CreateBookingRequestSchema, { ...wanted, checkout });
    return { path: '/berth.booking.v1.BookingService/CreateBooking', token, body: toJsonString(CreateBookingRequestSchema, request) };
  };
  const wanted: MessageInitShape<typeof CreateBookingRequestSchema> = {
    requestId: REQUEST_ID,
    offeringId: shop.paid,
    place: { case: 'sessionId', value: sessionId },
    partySize: 1,
    expectedTotal: { amountMinor: 4500n, currencyCode: 'EUR' },
  };
  return {
    booking: bookingOf(CheckoutKind.SELF),
    hold: bookingOf(CheckoutKind.CART),
    empty: { path: '/berth.receipt.v1.ReceiptService/GetReceipt', token, body: JSON.stringify({ id: toTypeId('rcp', newId()) }) },
  };
}
