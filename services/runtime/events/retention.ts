/** Retention: what is older than its time goes, in steps that nobody has to wait for; what is still needed stays, however old. */
import { systemClock, type Clock } from '../clock.ts';
import { sqlState } from '../db/connection.ts';
import { dropPartition, makePartition, trimDefault, type DropOptions, type PartitionedTable } from '../db/partitions.ts';
import type { Query } from '../db/query.ts';
import type { Logger } from '../logger.ts';
import { quietly } from '../telemetry/quiet.ts';
import { forgetReplayed } from './dead-letters.ts';
import { pause } from './pause.ts';
import { forgetPositions } from './positions.ts';
import { STREAM_AGE_MS } from './streams.ts';

/** How long things are kept, in days. */
export interface Retention {
  /** Published events. Longer than streams keep them, since what the broker loses is published again from here. */
  readonly outboxDays: number;
  /** Replies to requests, and the events that were taken in. */
  readonly requestLogDays: number;
  /** Positions of consumers on keys that nothing happens to. */
  readonly positionDays: number;
  /** Dead letters that were replayed. */
  readonly deadLetterDays: number;
}

/** How long things are kept unless the settings say otherwise. */
export const DEFAULT_RETENTION: Retention = { outboxDays: 14, requestLogDays: 30, positionDays: 30, deadLetterDays: 30 };

/** What goes, as a port; each call is one short step. */
export interface RetentionTable {
  /** The database's time. */
  present(query: Query): Promise<Date>;
  /** Makes room for what will be written at this time. */
  makeRoom(query: Query, table: PartitionedTable, at: Date): Promise<void>;
  /** Takes away one part of what may go. False when there is none. */
  dropOne(query: Query, table: PartitionedTable, options: DropOptions): Promise<boolean>;
  /** Forgets positions that did not move since, from this place on. Gives where to go on. */
  forgetPositions(query: Query, before: Date, from: number): Promise<number | undefined>;
  /** Forgets some replayed dead letters. False when there are no more. */
  forgetReplayed(query: Query, before: Date): Promise<boolean>;
}

const ROWS_AT_A_TIME = 1_000;

/** Retention in Postgres. */
export const postgresRetention: RetentionTable = {
  async present(query) {
    const [row] = await query.run<{ now: Date }>('select clock_timestamp() as now');
    if (!row) throw new TypeError('the database did not tell the time');
    return row.now;
  },
  async makeRoom(query, table, at) {
    await makePartition(query, table, at);
  },
  async dropOne(query, table, options) {
    return (await dropPartition(query, table, options)) !== undefined || (await trimDefault(query, table, options, ROWS_AT_A_TIME)) > 0;
  },
  forgetPositions,
  forgetReplayed: async (query, before) => (await forgetReplayed(query, before, ROWS_AT_A_TIME)) === ROWS_AT_A_TIME,
};

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** The next partition is made so long before it is needed. */
const AHEAD_MS = 2 * DAY_MS;
/** The broker drops what is too old a little late, and its clock may differ. */
const MARGIN_MS = 24 * HOUR_MS;
const TABLES: readonly PartitionedTable[] = ['outbox', 'request_log'];

export interface RetentionOptions {
  readonly query: Query;
  readonly table: RetentionTable;
  readonly retention: Retention;
  readonly logger: Logger;
  /** Ends it between two steps. */
  readonly signal: AbortSignal;
  /** Replaces the database's clock in tests and simulation. */
  readonly now: (() => Date) | undefined;
  readonly clock?: Clock;
}

/** Runs at once and every hour, where rows have to be looked through once a day, until the signal aborts; a step that somebody else's lock is in the way of is tried again after a minute. Never throws. */
export async function keepRetention(options: RetentionOptions): Promise<void> {
  const { logger, signal, clock = systemClock } = options;
  let everythingAt = 0;
  while (!signal.aborted) {
    let waitMs = HOUR_MS;
    try {
      await quietly(() => dropOldParts(options));
      if (clock.monotonic() >= everythingAt) {
        await quietly(() => forgetOldRows(options));
        everythingAt = clock.monotonic() + DAY_MS;
      }
    } catch (error) {
      waitMs = HOUR_MS / 60;
      if (sqlState(error) === LOCK_TIMEOUT) logger.debug('retention waits for a lock; it is tried again in a minute');
      else if (!signal.aborted) logger.warn({ err: error }, 'retention was interrupted; it is tried again in a minute');
    }
    await pause(waitMs, signal, clock);
  }
}

const LOCK_TIMEOUT = '55P03';

/** The time of the database and moments before it. */
async function moments({ query, table, now }: RetentionOptions): Promise<{ present: Date; daysAgo(days: number): Date }> {
  const present = now?.() ?? (await table.present(query));
  return { present, daysAgo: (days) => new Date(present.getTime() - days * DAY_MS) };
}

/** Makes partitions that will be needed and drops those that are not needed any more. */
export async function dropOldParts(options: RetentionOptions): Promise<void> {
  const { query, table, retention, signal, logger } = options;
  const { present, daysAgo } = await moments(options);
  const before = { outbox: daysAgo(retention.outboxDays), request_log: daysAgo(retention.requestLogDays) };
  const publishedBefore = new Date(present.getTime() - STREAM_AGE_MS - MARGIN_MS);
  for (const name of TABLES) {
    await table.makeRoom(query, name, present);
    await table.makeRoom(query, name, new Date(present.getTime() + AHEAD_MS));
    while (!signal.aborted && (await table.dropOne(query, name, { before: before[name], publishedBefore }))) logger.debug({ table: name }, 'old rows were dropped');
  }
}

/** Forgets rows of tables that have no partitions, a bounded number at a time. */
export async function forgetOldRows(options: RetentionOptions): Promise<void> {
  const { query, table, retention, signal } = options;
  const { daysAgo } = await moments(options);
  const unmoved = daysAgo(retention.positionDays);
  for (let from: number | undefined = 0; from !== undefined && !signal.aborted; ) from = await table.forgetPositions(query, unmoved, from);
  const replayed = daysAgo(retention.deadLetterDays);
  while (!signal.aborted && (await table.forgetReplayed(query, replayed)));
}
