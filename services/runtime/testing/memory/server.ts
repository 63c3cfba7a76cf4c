/**
 * A database server in memory, for deterministic simulation: transactions at READ COMMITTED with row locks, tenants that see
 * only their rows, and connections that break. It outlives its clients; what they committed stays, whatever happens to them.
 */
import { systemClock, type Clock } from '../../clock.ts';
import { asFailure } from '../../db/faults.ts';
import type { Query } from '../../db/query.ts';
import type { Database, RelayDatabase } from '../../db/database.ts';
import {
  breakConnection, close, leaveHalfOpen, openConnection, queryOn, runSql, transact, type ClientState, type Connection, type Pause,
} from './connection.ts';
import { createSessionLocks, type SessionLocks } from './leader.ts';
import type { Limits, Transaction } from './transaction.ts';

export interface MemoryServerOptions {
  /** The server's time: what turns take for now, lock timeouts, leases. */
  readonly clock?: Clock;
  /** Called before each statement; without it statements happen at once. */
  readonly pause?: Pause;
  /** What SQL means that services run by hand; without it such statements throw. */
  readonly statement?: (tx: Transaction, sql: string, params: readonly unknown[]) => object[];
}

export interface MemoryServer {
  readonly clock: Clock;
  /** A process that connects. Its name is for `pause` and traces only. */
  connect(name: string): MemoryClient;
  /** Breaks all connections, as a restart does; open transactions roll back. */
  restart(): void;
  /** How many statements wait for somebody else's transaction. */
  waiting(): number;
  /** The tables behind the connections; see `committedRows` for looking at them. */
  readonly state: ServerState;
}

export interface MemoryClient {
  readonly database: Database;
  /**
   * The process is gone: its open transactions roll back, its locks are free, and nothing that it still waits for ever comes
   * back. With `unnoticed` the server holds on to all of that until the idle limit, as when a machine loses power.
   */
  crash(how?: 'unnoticed'): void;
  /** Breaks its connections; it may open new ones. */
  disconnect(): void;
}

/** What belongs to the server itself. */
export interface ServerState {
  readonly clock: Clock;
  readonly pause: Pause;
  readonly statement: MemoryServerOptions['statement'];
  readonly sessionLocks: SessionLocks;
  /** The state of a set of tables, made at first use. */
  tables<T>(create: () => T): T;
}

// As in db/database.ts.
const APP: Limits = { statementMs: 5_000, idleMs: 10_000, lockMs: 250 };
const RELAY: Limits = { statementMs: 5_000, idleMs: 10_000, lockMs: 2_000 };

export function createMemoryServer({ clock = systemClock, pause = () => undefined, statement }: MemoryServerOptions = {}): MemoryServer {
  const made = new Map<() => unknown, unknown>();
  const state: ServerState = {
    clock,
    pause,
    statement,
    sessionLocks: createSessionLocks(clock),
    tables<T>(create: () => T): T {
      if (!made.has(create)) made.set(create, create());
      return made.get(create) as T;
    },
  };
  const clients = new Set<ClientState>();
  return {
    clock,
    state,
    connect(name) {
      const client: ClientState = { name, crashed: false, connections: new Set() };
      clients.add(client);
      return {
        database: databaseOf(state, client),
        crash(how) {
          client.crashed = true;
          clients.delete(client);
          const open = [...client.connections];
          for (const connection of open) (how === 'unnoticed' ? leaveHalfOpen : breakConnection)(connection);
        },
        disconnect: () => disconnect(client),
      };
    },
    restart: () => clients.forEach(disconnect),
    waiting: () => [...clients].flatMap(({ connections }) => [...connections]).filter(({ tx }) => tx?.wait).length,
  };
}

const disconnect = (client: ClientState): void => [...client.connections].forEach(breakConnection);

function databaseOf(server: ServerState, client: ClientState): Database {
  const open = (): Connection => openConnection(server, client);
  async function read<T>(tenants: readonly string[], work: (query: Query) => Promise<T>): Promise<T> {
    try {
      return await transact(open(), { limits: APP, visible: new Set(tenants), readOnly: true }, work);
    } catch (error) {
      throw asFailure(error);
    }
  }

  return {
    read,
    readOne: (tenants, sql, params) => read(tenants, (query) => query.run(sql, params)),
    write: (tenants, work) => transact(open(), { limits: APP, visible: new Set(tenants) }, work),
    entityManager() {
      throw new TypeError('the memory server has no MikroORM: read through stores or `statement`');
    },
    relay: relayOf(open, () => openConnection(server, client, true)),
    async [Symbol.asyncDispose]() {
      client.connections.forEach(close);
    },
  };
}

/** Each statement of the relay role has a connection of its own. */
function relayOf(open: () => Connection, forOne: () => Connection): RelayDatabase & { readonly connection: Connection } {
  return {
    get connection() {
      return forOne();
    },
    run: (sql, params = []) => runSql(forOne(), sql, params),
    transaction: (work) => transact(open(), { limits: RELAY }, work),
    async connect() {
      const connection = open();
      return {
        query: queryOn(connection),
        onLost: (listener) => void connection.onLost.add(listener),
        async [Symbol.asyncDispose]() {
          close(connection);
        },
      };
    },
  };
}
