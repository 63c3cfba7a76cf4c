/** What invariants are judged by: the customers' log, every database past row-level security, and the providers' own books. */
import pg from 'pg';
import { withDatabase } from '../../dev/surroundings.ts';
import type { PaymentOverview } from '../../dev/sandbox/stripe/inspect.ts';
import type { Delivery } from '../../dev/sandbox/stripe/webhooks/delivery.ts';
import type { ReceivedEvent } from '../../dev/sandbox/tiktok/event.ts';
import type { Network } from '../../test/network.ts';
import type { Call } from '../load/call-log.ts';

/** Rows of one service's database. */
export type Rows = <R extends object>(sql: string, params?: readonly unknown[]) => Promise<R[]>;

export interface Evidence {
  readonly calls: readonly Call[];
  /** Ids (uuids) of the tenants of the load. */
  readonly tenants: readonly string[];
  /** Names of the services that have a database. */
  readonly services: readonly string[];
  /** Throws a TypeError for a service without a database. */
  rows(service: string): Rows;
  /** Everything that Stripe's sandbox knows, newest first. */
  payments(): readonly PaymentOverview[];
  deliveries(): readonly Delivery[];
  /** Everything that TikTok's sandbox accepted. */
  tracked(): readonly ReceivedEvent[];
  /** Consumers by the service whose events they take; as they were before anything was broken. */
  readonly subscribers: ReadonlyMap<string, readonly string[]>;
}

/** One rule that must hold however much was killed, cut or filled up. */
export interface Invariant {
  readonly name: string;
  /** One sentence: what holds. */
  readonly meaning: string;
  /** One line for each thing that breaks it; none when it holds. */
  check(evidence: Evidence): Promise<readonly string[]>;
}

export interface Databases extends AsyncDisposable {
  readonly services: readonly string[];
  rows(service: string): Rows;
}

/** Connections of Postgres's own administrator, one for each database, opened anew after Postgres was away. */
export function openDatabases(network: Network): Databases {
  const services = withDatabase(network.berth.around.entries);
  const pools = new Map(services.map((service) => [service, poolOf(network, service)]));
  return {
    services,
    rows(service) {
      const pool = pools.get(service);
      if (!pool) throw new TypeError(`${service} has no database`);
      return async <R extends object>(sql: string, params: readonly unknown[] = []) => (await pool.query<R>(sql, [...params])).rows;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
    },
  };
}

function poolOf(network: Network, service: string): pg.Pool {
  const connectionString = network.berth.infrastructure.adminUrl.replace(/\/[^/]*$/, `/berth_${service}`);
  // One connection: whoever begins a transaction on it is seen by every later statement, which the negative controls use.
  const pool = new pg.Pool({ connectionString, max: 1, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => undefined); // the statement that runs then rejects with it
  return pool;
}
