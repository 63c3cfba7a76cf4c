/**
 * Connections to the memory server: each statement is one step that the simulation lets happen when it likes, in one piece but
 * for its waits. A connection that breaks takes its transaction with it, unless the server does not notice.
 */
import type { Query } from '../../db/query.ts';
import { connectionLost, transactionFailed } from './errors.ts';
import type { ServerState } from './server.ts';
import { beginTransaction, endTransaction, expire, failTransaction, killTransaction, waitForEnd, type Limits, type Steps, type Transaction } from './transaction.ts';

/** A statement about to reach the server. */
export interface Operation {
  /** Name of the client process. */
  readonly client: string;
  /** `begin`, `commit`, `rollback`, or a table and what is done to it, such as `anchors.lock`. */
  readonly statement: string;
}

/**
 * What the network does to a statement. `lost before`: the connection breaks and the statement is not carried out.
 * `lost after`: it is carried out (a commit commits), and then the connection breaks. `half open`: as `lost before` to the
 * client, but the server believes the connection alive and ends its transaction only at the idle limit.
 */
export type Fault = 'lost before' | 'lost after' | 'half open';

/** Called before each statement: the statement happens when it returns or resolves. */
export type Pause = (operation: Operation) => Promise<Fault | undefined> | Fault | undefined;

export interface Connection {
  readonly server: ServerState;
  readonly client: ClientState;
  /** The open transaction; without one each statement is its own. */
  tx: Transaction | undefined;
  /** For one statement only, as a pool gives it. */
  readonly single: boolean;
  broken: boolean;
  /** When the server will notice that the client's end is gone, in milliseconds. */
  halfOpenUntil: number | undefined;
  readonly onLost: Set<(error: Error) => void>;
}

/** A process as the server knows it. */
export interface ClientState {
  readonly name: string;
  crashed: boolean;
  readonly connections: Set<Connection>;
}

/** What production code holds as its `Query`. */
export interface MemoryQuery extends Query {
  /** The connection for the next statement. */
  readonly connection: Connection;
}

/** A statement's work: in one piece, or as a generator that yields the transactions whose end it waits for. */
export type Work<T> = (tx: Transaction, server: ServerState) => T | Steps<T>;

/** Of statements that are their own transaction, as in db/database.ts. */
const ALONE: Limits = { statementMs: 5_000, idleMs: Infinity, lockMs: 2_000 };

/** How long the server takes a dead connection for a living one. */
const HALF_OPEN_MS = 10_000;

export function openConnection(server: ServerState, client: ClientState, single = false): Connection {
  const connection: Connection = { server, client, single, tx: undefined, broken: false, halfOpenUntil: undefined, onLost: new Set() };
  client.connections.add(connection);
  return connection;
}

const isMemoryQuery = (query: Query): query is MemoryQuery => 'connection' in query;

/** The connection behind a `Query`; throws for one of Postgres. */
export function connectionOf(query: Query): Connection {
  if (isMemoryQuery(query)) return query.connection;
  throw new TypeError('the memory tables were given a Postgres connection; pass the database of a memory client along with them');
}

/** The same connection for every statement. */
export const queryOn = (connection: Connection): MemoryQuery => ({ connection, run: (sql, params = []) => runSql(connection, sql, params) });

/** SQL of services, as far as the simulation has said what it means. */
export async function runSql<R extends object>(connection: Connection, sql: string, params: readonly unknown[]): Promise<R[]> {
  const { statement } = connection.server;
  if (!statement) throw new TypeError(`the memory server knows no SQL: give it \`statement\`, or put a port in the place of: ${sql.trim().slice(0, 80)}`);
  return runOn(connection, 'sql', (tx) => statement(tx, sql, params) as R[]);
}

/** Never resolves: what a dead process still waits for. */
const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/** Carries out one statement. */
export const run = <T>(query: Query, statement: string, work: Work<T>): Promise<T> => runOn(connectionOf(query), statement, work);

async function runOn<T>(connection: Connection, statement: string, work: Work<T>): Promise<T> {
  const fault = await reach(connection, statement);
  const { tx, client } = connection;
  try {
    const result = await (tx ? within(connection, tx, work) : alone(connection, work));
    if (client.crashed) return await never();
    if (fault) throw breakConnection(connection);
    return result;
  } catch (error) {
    if (client.crashed) return await never();
    throw error;
  } finally {
    if (connection.single) close(connection);
  }
}

/** The way of a statement to the server. Throws when it does not get there; never returns to a process that has crashed. */
async function reach(connection: Connection, statement: string): Promise<'lost after' | undefined> {
  const { client, server } = connection;
  if (client.crashed) return never();
  if (connection.broken) throw connectionLost();
  const step = server.pause({ client: client.name, statement });
  const fault = step instanceof Promise ? await step : step;
  if (client.crashed) return never();
  if (connection.broken) throw connectionLost();
  if (fault === 'lost before') throw breakConnection(connection);
  if (fault === 'half open') throw leaveHalfOpen(connection);
  return fault;
}

async function within<T>(connection: Connection, tx: Transaction, work: Work<T>): Promise<T> {
  if (expire(tx)) throw breakConnection(connection);
  if (tx.failed) throw transactionFailed();
  tx.idleSince = undefined;
  try {
    return await finish(connection.server, tx, work);
  } catch (error) {
    failTransaction(tx);
    throw error;
  } finally {
    tx.idleSince = tx.clock.now().getTime();
  }
}

/** A statement that is its own transaction. */
async function alone<T>(connection: Connection, work: Work<T>): Promise<T> {
  const tx = beginTransaction(connection.server.clock, ALONE);
  tx.idleSince = undefined;
  connection.tx = tx;
  try {
    const result = await finish(connection.server, tx, work);
    endTransaction(tx, 'commit');
    return result;
  } catch (error) {
    endTransaction(tx, 'rollback');
    throw error;
  } finally {
    connection.tx = undefined;
  }
}

async function finish<T>(server: ServerState, tx: Transaction, work: Work<T>): Promise<T> {
  const result = work(tx, server);
  if (!isSteps(result)) return result;
  const start = tx.clock.now().getTime();
  let step = result.next();
  while (!step.done) {
    await waitForEnd(tx, step.value, start);
    step = result.next();
  }
  return step.value;
}

const isSteps = <T>(result: T | Steps<T>): result is Steps<T> =>
  typeof result === 'object' && result !== null && 'next' in result && 'throw' in result && Symbol.iterator in result;

/** What a transaction begins with. */
export interface Begin {
  readonly limits: Limits;
  readonly visible?: ReadonlySet<string>;
  readonly readOnly?: boolean;
}

/** Runs `work` in a transaction on a connection of its own: commits, or rolls back what throws. */
export async function transact<T>(connection: Connection, begin: Begin, work: (query: MemoryQuery) => Promise<T>): Promise<T> {
  try {
    const fault = await reach(connection, 'begin');
    if (fault) throw breakConnection(connection);
    connection.tx = beginTransaction(connection.server.clock, begin.limits, begin);
    const result = await work(queryOn(connection));
    await commit(connection, connection.tx);
    return result;
  } catch (error) {
    await rollback(connection);
    throw error;
  } finally {
    close(connection);
  }
}

/** As in Postgres, the commit of a transaction in which a statement failed rolls back and says nothing. */
async function commit(connection: Connection, tx: Transaction): Promise<void> {
  const fault = await reach(connection, 'commit');
  if (expire(tx)) throw breakConnection(connection);
  endTransaction(tx, 'commit');
  if (fault) throw breakConnection(connection);
}

async function rollback(connection: Connection): Promise<void> {
  const { tx } = connection;
  if (!tx || tx.ended || connection.broken) return;
  const reached = await reach(connection, 'rollback').then(() => true, () => false);
  if (reached) endTransaction(tx, 'rollback');
}

/** The connection is gone for both ends. Gives the error that the client sees. */
export function breakConnection(connection: Connection): Error {
  const error = connectionLost();
  const { tx } = connection;
  const listeners = [...connection.onLost];
  close(connection);
  if (tx) killTransaction(tx, error);
  for (const tell of listeners) tell(error);
  return error;
}

/** The client's end is gone; the server's lives on until its idle limit. */
export function leaveHalfOpen(connection: Connection): Error {
  const error = connectionLost();
  connection.broken = true;
  connection.halfOpenUntil = connection.server.clock.now().getTime() + HALF_OPEN_MS;
  connection.client.connections.delete(connection);
  for (const tell of connection.onLost) tell(error);
  return error;
}

/** Takes the connection away, with the locks of its session unless the server has not noticed. */
export function close(connection: Connection): void {
  if (connection.halfOpenUntil !== undefined) return;
  connection.broken = true;
  connection.onLost.clear();
  connection.client.connections.delete(connection);
  connection.server.sessionLocks.release(connection);
}
