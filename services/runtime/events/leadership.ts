/** At most one process of a service leads at a time: who holds a session lock of its database, on a connection of its own. */
import type { DedicatedConnection, RelayDatabase } from '../db/database.ts';
import { isTransient } from '../db/faults.ts';
import type { Query } from '../db/query.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { pause } from './pause.ts';
import { quietly } from '../telemetry/quiet.ts';

/** The lock that one process of a service holds, as a port: `connection` is the one that it is held on. */
export interface LeaderLock {
  /** Called once for each connection, before anything else. */
  prepare(connection: Query): Promise<void>;
  /** Takes the lock for as long as the connection lives, unless another connection has it. */
  tryTake(connection: Query, lock: number): Promise<boolean>;
}

/** A session lock of Postgres. */
export const postgresLeaderLock: LeaderLock = {
  async prepare(connection) {
    await connection.run('set statement_timeout = 10000');
    // Whoever holds the lock or asks for it does something every few seconds. A session that nobody is behind any more, which a server
    // may not notice for hours, gives the lock up.
    await connection.run('set idle_session_timeout = 30000');
    // Whoever leads finds rows by key, however few there were when a plan was made.
    await connection.run('set enable_seqscan = off');
  },
  async tryTake(connection, lock) {
    const [row] = await connection.run<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [lock]);
    return row?.locked ?? false;
  },
};

export interface LeadershipOptions {
  readonly database: { readonly relay: Pick<RelayDatabase, 'connect'> };
  readonly leader: LeaderLock;
  /** The advisory lock's number. */
  readonly lock: number;
  readonly logger: Logger;
  /** How often others try; 2,000 ms by default. */
  readonly retryMs?: number;
  /** Ends candidacy and leadership. */
  readonly signal: AbortSignal;
  /** This process's clock; the machine's by default. */
  readonly clock?: Clock;
}

/**
 * Runs `lead` whenever this process has the lock, until the signal aborts. `lead` works on the connection that holds the
 * lock, so what it writes cannot outlive its leadership; its own signal aborts when that connection is lost.
 */
export async function whileLeading(options: LeadershipOptions, lead: (query: Query, signal: AbortSignal) => Promise<void>): Promise<void> {
  const { signal, logger, clock, retryMs = 2_000 } = options;
  while (!signal.aborted) {
    try {
      await using connection = await options.database.relay.connect();
      await term(options, connection, lead);
    } catch (error) {
      if (!signal.aborted) logger[isTransient(error) ? 'warn' : 'error']({ err: error }, 'the connection that holds the lock was given up');
    }
    await pause(Math.min(500, retryMs), signal, clock);
  }
}

/** The life of one connection: waits for the lock, then leads. A blocking wait would hold back vacuum, so it asks again and again. */
async function term(
  { signal, leader, lock, logger, clock, retryMs = 2_000 }: LeadershipOptions,
  connection: DedicatedConnection,
  lead: (query: Query, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const over = new AbortController();
  const end = (): void => over.abort();
  connection.onLost(end);
  signal.addEventListener('abort', end, { once: true });
  try {
    if (signal.aborted) end();
    await quietly(() => leader.prepare(connection.query));
    let waits = false;
    // Once at least: who is to stop before it led at all may have work of its own left, and nobody else to do it.
    do {
      if (await quietly(() => leader.tryTake(connection.query, lock))) {
        logger.info({ lock }, 'this process leads');
        return await lead(connection.query, over.signal);
      }
      if (!waits) logger.info({ lock }, 'another process leads; this one waits');
      waits = true;
      await pause(retryMs, over.signal, clock);
    } while (!over.signal.aborted);
  } finally {
    signal.removeEventListener('abort', end);
  }
}
