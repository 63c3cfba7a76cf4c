/** A service's database: pools of the app and relay roles in which nothing waits without a limit, and transactions that see only the tenants they name. */
import { MikroORM, PostgreSqlConnection, type EntityManager, type Options } from '@mikro-orm/postgresql';
import type { Tracer } from '@opentelemetry/api';
import pg from 'pg';
import { validate } from 'uuid';
import { queryOn, sqlState } from './connection.ts';
import { asFailure, isUnanswered } from './faults.ts';
import type { PoolFigures } from '../telemetry/figures.ts';
import type { Query } from './query.ts';

export type { EntityManager };

/** Entities as MikroORM takes them. */
export type Entities = NonNullable<Options['entities']>;

/** Limits of a connection, in milliseconds, by the names that node-postgres gives them. */
export type Limits = Readonly<Record<'statement_timeout' | 'lock_timeout' | 'idle_in_transaction_session_timeout' | 'query_timeout' | 'connectionTimeoutMillis', number>>;

export interface DatabaseOptions {
  /** URL of the app role: row-level security applies. */
  readonly url: string;
  /** URL of the relay role: outbox, effects and bookkeeping of all tenants. */
  readonly relayUrl: string;
  readonly entities: Entities;
  readonly tracer: Tracer;
  /** Connections of the app pool; 6 by default. */
  readonly poolSize?: number;
  /** Connections of the relay pool; 4 by default. */
  readonly relayPoolSize?: number;
  /** Other limits, in tests. */
  readonly limits?: Partial<Limits>;
}

/** A connection taken out of the pool, for session locks; its loss calls `onLost` once. */
export interface DedicatedConnection extends AsyncDisposable {
  readonly query: Query;
  onLost(listener: (error: Error) => void): void;
}

/** Statements of the relay role, across tenants. */
export interface RelayDatabase extends Query {
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  connect(): Promise<DedicatedConnection>;
}

export interface Database extends AsyncDisposable {
  /** Reads at one moment in a read-only transaction that sees only these tenants (uuids). Transient errors become `UNAVAILABLE`. */
  read<T>(tenants: readonly string[], work: (query: Query) => Promise<T>): Promise<T>;
  /** `read` of one statement, in one round trip. */
  readOne<R extends object>(tenants: readonly string[], sql: string, params?: readonly unknown[]): Promise<R[]>;
  /** Writes in one transaction that sees only these tenants and waits 250 ms for a lock. Errors come as Postgres gave them. */
  write<T>(tenants: readonly string[], work: (query: Query) => Promise<T>): Promise<T>;
  /** An entity manager for one unit of work of one tenant; never reuse it after a failed flush. */
  entityManager(tenantId: string): EntityManager;
  readonly relay: RelayDatabase;
  /** How busy the connections are; absent where there are none. */
  pools?(): PoolFigures;
}

/** Limits of every connection, in milliseconds: whatever a statement waits for, its caller is told in time. */
const LIMITS: Limits = {
  statement_timeout: 5_000,
  lock_timeout: 2_000,
  idle_in_transaction_session_timeout: 10_000,
  // For a server that says nothing at all: above its own limit, which is the better answer.
  query_timeout: 7_000,
  // To be given a connection, a new one or one that others give back: a machine out of breath takes a second for the former.
  connectionTimeoutMillis: 3_000,
};

// Only what waits on purpose waits longer for a lock, see `actor/attempt.ts`.
const LOCKS = 'set local lock_timeout = 250';

// The statements of a batch always find their rows by key, however many it has: planning them anew for each batch costs more than it
// finds, and a plan that was made while a table was small must not go through all of it once it is large.
const PLANS = 'set local plan_cache_mode = force_generic_plan; set local enable_seqscan = off';

function beginSql(tenants: readonly string[], mode: 'reads' | 'writes'): string {
  const bad = tenants.find((tenant) => !validate(tenant));
  if (bad !== undefined) throw new TypeError('a tenant id is not a uuid');
  // A server that takes no writes refuses the write then, with a state of its own, and not a transaction that says `read write`.
  const [access, plans] = mode === 'reads' ? [' read only', ''] : ['', `${PLANS}; `];
  return `begin isolation level read committed${access}; ${LOCKS}; ${plans}set local app.tenants = '{${tenants.join(',')}}'`;
}

const READ_ONLY = '25006';

/** From here on the transaction sees only these tenants (uuids). */
export async function showTenants(query: Query, tenants: readonly string[]): Promise<void> {
  await query.run(`select set_config('app.tenants', $1, true)`, [`{${tenants.join(',')}}`]);
}

async function transact<T>(pool: pg.Pool, begin: string, tracer: Tracer, work: (query: Query) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(begin);
    const result = await work(queryOn(client, tracer));
    await client.query('commit');
    return result;
  } catch (error) {
    if (isUnanswered(error)) broken = error;
    else {
      await client.query('rollback').catch((rollbackError: unknown) => {
        broken = rollbackError instanceof Error ? rollbackError : new Error('rollback failed');
      });
    }
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Begin, statement and end are sent at once: after a statement that failed the end is a rollback. */
async function readAtOnce<R extends object>(pool: pg.Pool, begin: string, tracer: Tracer, sql: string, params: readonly unknown[] | undefined): Promise<R[]> {
  const client = await pool.connect();
  const [begun, found, ended] = await Promise.allSettled([client.query(begin), queryOn(client, tracer).run<R>(sql, params), client.query('commit')]);
  const lost = [begun, ended].some(({ status }) => status === 'rejected');
  client.release(lost || (found.status === 'rejected' && isUnanswered(found.reason)));
  for (const answer of [begun, found, ended]) if (answer.status === 'rejected') throw answer.reason;
  return found.status === 'fulfilled' ? found.value : [];
}

function guard(pool: pg.Pool): pg.Pool {
  // Without listeners a connection that the server drops ends the process; its query rejects on its own.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

const RECLAIM_MS = 500;

/**
 * Takes closed connections back from Kysely, which keeps one for good when its transaction can neither begin nor roll back:
 * a few restarts of the server would use up the pool, and closing it would wait for ever.
 */
function reclaim(pool: pg.Pool): pg.Pool {
  const taken = new Set<pg.PoolClient>();
  const known = new WeakSet<pg.PoolClient>();
  pool.on('release', (_, client) => taken.delete(client));
  pool.on('acquire', (client) => {
    taken.add(client);
    if (known.has(client)) return;
    known.add(client);
    closeUnanswered(client);
    // Whoever still has it has been told by then: statements on a closed connection fail at once.
    client.once('end', () => setTimeout(() => taken.has(client) && client.release(true), RECLAIM_MS));
  });
  return pool;
}

/** Closes a connection whose server owes an answer for too long: whoever used it next would wait for that answer, too. */
function closeUnanswered(client: pg.PoolClient): void {
  const query: unknown = client.query.bind(client);
  if (typeof query !== 'function' || !(client instanceof pg.Client)) return;
  const close = (error: unknown): void => {
    // With an answer outstanding this does not wait for a farewell.
    if (isUnanswered(error)) client.end().catch(() => undefined);
  };
  Reflect.set(client, 'query', (...parts: unknown[]): unknown => {
    const answer: unknown = Reflect.apply(query, client, parts);
    if (answer instanceof Promise) answer.catch(close);
    return answer;
  });
}

function relayDatabase(pool: pg.Pool, tracer: Tracer): RelayDatabase {
  return {
    async run(sql, params) {
      const client = await pool.connect();
      let failure: Error | undefined;
      try {
        return await queryOn(client, tracer).run(sql, params);
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error));
        throw error;
      } finally {
        client.release(failure);
      }
    },
    transaction: (work) => transact(pool, 'begin', tracer, work),
    async connect() {
      const client = await pool.connect();
      return {
        query: queryOn(client, tracer),
        onLost: (listener) => void client.once('error', listener),
        // Closing, not returning, the connection frees its session locks.
        async [Symbol.asyncDispose]() {
          client.release(true);
        },
      };
    },
  };
}

const figuresOf = ({ waitingCount, totalCount, idleCount }: pg.Pool) => ({ waiting: waitingCount, used: totalCount - idleCount });

// Writing in a read is a defect, not a server that stopped taking writes.
function refuseRead(error: unknown): never {
  throw sqlState(error) === READ_ONLY ? error : asFailure(error);
}

/** Connects lazily: a database that is down shows at the first use, as `UNAVAILABLE`. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const limits = { ...LIMITS, ...options.limits };
  const orm = await MikroORM.init({
    clientUrl: options.url,
    entities: options.entities,
    discovery: { warnWhenNoEntities: false },
    pool: { min: 0, max: options.poolSize ?? 6, idleTimeoutMillis: 30_000 },
    // Statements that need not wait for each other's answers are sent together.
    driverOptions: { ...limits, pipeline: true },
    connect: false,
  } as Options);
  const connection = orm.em.getDriver().getConnection();
  if (!(connection instanceof PostgreSqlConnection)) throw new TypeError('not a PostgreSQL connection');
  const native = await connection.getNativeClient();
  const pool = reclaim(guard(native));
  const relayPool = guard(new pg.Pool({ connectionString: options.relayUrl, max: options.relayPoolSize ?? 4, ...limits }));
  const { tracer } = options;
  return {
    read: (tenants, work) => transact(pool, beginSql(tenants, 'reads'), tracer, work).catch(refuseRead),
    readOne: <R extends object>(tenants: readonly string[], sql: string, params?: readonly unknown[]) => readAtOnce<R>(pool, beginSql(tenants, 'reads'), tracer, sql, params).catch(refuseRead),
    write: (tenants, work) => transact(pool, beginSql(tenants, 'writes'), tracer, work),
    entityManager: (tenantId) => orm.em.fork({ session: { variables: { 'app.tenants': `{${tenantId}}` } } }),
    relay: relayDatabase(relayPool, tracer),
    pools: () => ({ app: figuresOf(pool), relay: figuresOf(relayPool) }),
    async [Symbol.asyncDispose]() {
      await orm.close(true);
      await relayPool.end();
    },
  };
}
