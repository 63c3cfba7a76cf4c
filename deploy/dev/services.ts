/** Every part of Berth that listens, one line each: adding a service is one folder, one contract and one line here. */
import type { Environment } from '#runtime/config/settings.ts';

/** A part with its settings read: `start` is all that is left. */
export interface Startable {
  start(): Promise<AsyncDisposable>;
}

export interface ServiceEntry {
  readonly name: string;
  /** gRPC port; the admin port is 1000 higher. */
  readonly port: number;
  /** Runs it as a process of its own. */
  readonly main: URL;
  /** Loads the code and reads its settings. */
  prepare(env: Environment): Promise<Startable>;
}

export const ADMIN_PORT_OFFSET = 1_000;

const root = new URL('../../', import.meta.url);
const mainOf = (folder: string): URL => new URL(`${folder}/main.ts`, root);

function service<Config>(
  name: string,
  port: number,
  load: () => Promise<{ read: (env: Environment) => Config; start: (config: Config) => Promise<AsyncDisposable> }>,
): ServiceEntry {
  const prepare = async (env: Environment): Promise<Startable> => {
    const { read, start } = await load();
    const config = read(env);
    return { start: () => start(config) };
  };
  return { name, port, main: mainOf(`services/${name}`), prepare };
}

/**
 * Started in this order and stopped in reverse. Calls and events wait for a side that is not there yet; admin is first
 * because it keeps the traces of the others.
 */
export const ENTRIES: readonly ServiceEntry[] = [
  service('admin', 3012, async () => ({
    read: (await import('../../services/admin/config.ts')).readAdminConfig,
    start: (await import('../../services/admin/service.ts')).startAdmin,
  })),
  service('user', 3001, async () => ({
    read: (await import('../../services/user/config.ts')).readUserConfig,
    start: (await import('../../services/user/service.ts')).startUser,
  })),
  service('catalog', 3002, async () => ({
    read: (await import('../../services/catalog/config.ts')).readCatalogConfig,
    start: (await import('../../services/catalog/service.ts')).startCatalog,
  })),
  service('booking', 3004, async () => ({
    read: (await import('../../services/booking/config.ts')).readBookingConfig,
    start: (await import('../../services/booking/service.ts')).startBooking,
  })),
  service('payment', 3006, async () => ({
    read: (await import('../../services/payment/config.ts')).readPaymentConfig,
    start: (await import('../../services/payment/service.ts')).startPayment,
  })),
  service('receipt', 3007, async () => ({
    read: (await import('../../services/receipt/config.ts')).readReceiptConfig,
    start: (await import('../../services/receipt/service.ts')).startReceipt,
  })),
  service('notification', 3008, async () => ({
    read: (await import('../../services/notification/config.ts')).readNotificationConfig,
    start: (await import('../../services/notification/service.ts')).startNotification,
  })),
  service('integration', 3011, async () => ({
    read: (await import('../../services/integration/config.ts')).readIntegrationConfig,
    start: (await import('../../services/integration/service.ts')).startIntegration,
  })),
  {
    ...service('gateway', 3000, async () => ({
      read: (await import('../../gateway/config.ts')).readGatewayConfig,
      start: (await import('../../gateway/service.ts')).startGateway,
    })),
    main: mainOf('gateway'),
  },
];
