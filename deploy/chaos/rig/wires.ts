/** A proxy on every wire of Berth: between customers and gateway, to each service, and from each service to Postgres and NATS. */
import type { Rewire } from '../../dev/environment.ts';
import { ENTRIES } from '../../dev/services.ts';
import type { DevSettings } from '../../dev/settings.ts';
import { type Proxy, type ProxyFault, startProxy } from './proxy.ts';

export interface Wires extends AsyncDisposable {
  /** Opens the proxies, and gives what puts them into the parts' settings. */
  rewire(settings: DevSettings): Promise<Rewire>;
  /** Where customers call. */
  gatewayUrl(): string;
  /** `customers-gateway`, `to-booking`, `booking-postgres`, `booking-nats` and so on. */
  names(): string[];
  set(name: string, fault: ProxyFault): void;
  /** How often faults struck, on all wires. */
  strikes(): number;
}

const CUSTOMERS = 'customers-gateway';
const HOST = '127.0.0.1';

export function openWires(): Wires {
  const proxies = new Map<string, Proxy>();
  const proxy = (name: string): Proxy => {
    const found = proxies.get(name);
    if (!found) throw new TypeError(`there is no wire ${name}`);
    return found;
  };
  return {
    async rewire(settings) {
      for (const [name, port] of wiresOf(settings)) proxies.set(name, await startProxy({ host: HOST, port }));
      return ({ name }, env) => through((wire) => proxies.get(wire)?.port, name, env);
    },
    gatewayUrl: () => `http://${HOST}:${proxy(CUSTOMERS).port}`,
    names: () => [...proxies.keys()],
    set: (name, fault) => proxy(name).set(fault),
    strikes: () => [...proxies.values()].reduce((sum, { strikes }) => sum + strikes, 0),
    async [Symbol.asyncDispose]() {
      await Promise.all([...proxies.values()].map((open) => open[Symbol.asyncDispose]()));
    },
  };
}

/** Every wire and the port at its far end. */
function wiresOf({ gatewayPort, postgresPort, natsPort, portOffset }: DevSettings): [name: string, port: number][] {
  const services = ENTRIES.filter(({ name }) => name !== 'gateway');
  return [
    [CUSTOMERS, gatewayPort],
    ...services.flatMap(({ name, port }): [string, number][] => [
      [`to-${name}`, port + portOffset],
      [`${name}-postgres`, postgresPort],
      [`${name}-nats`, natsPort],
    ]),
  ];
}

/** The settings of a part with the proxies' ports in the place of the real ones. */
function through(portOf: (wire: string) => number | undefined, part: string, env: Readonly<Record<string, string>>): Record<string, string> {
  const wireOf = (setting: string): string | undefined => {
    const [, service] = setting.match(/^(\w+)_SERVICE_ADDRESS$/) ?? [];
    if (service !== undefined) return `to-${service.toLowerCase()}`;
    if (setting === 'DATABASE_URL' || setting === 'DATABASE_RELAY_URL') return `${part}-postgres`;
    return setting === 'NATS_URL' ? `${part}-nats` : undefined;
  };
  return Object.fromEntries(
    Object.entries(env).map(([setting, value]) => {
      const port = portOf(wireOf(setting) ?? '');
      return [setting, port === undefined ? value : value.replace(/:\d+(?=\/|$)/, `:${port}`)];
    }),
  );
}
