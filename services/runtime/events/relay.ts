/**
 * The relay: publishes every event of the outbox at least once, each key's in order, through any outage of broker or
 * database, and publishes again what the broker has lost before it publishes anything new.
 */
import type { Tracer } from '@opentelemetry/api';
import type { Database } from '../db/database.ts';
import { systemClock, type Clock } from '../clock.ts';
import type { Query } from '../db/query.ts';
import type { Logger } from '../logger.ts';
import type { BrokerLink } from './broker.ts';
import { postgresLeaderLock, whileLeading, type LeaderLock } from './leadership.ts';
import { postgresOutbox, type OutboxTable } from './outbox.ts';
import { createPublisher } from './publisher.ts';
import { DEFAULT_RETENTION, keepRetention, postgresRetention, type Retention, type RetentionTable } from './retention.ts';
import type { OutboxFigures } from '../telemetry/figures.ts';
import { quietly } from '../telemetry/quiet.ts';
import { pause } from './pause.ts';
import { createRounds } from './round.ts';
import { createWakeup } from './wakeup.ts';

export interface RelayOptions {
  readonly service: string;
  readonly database: Pick<Database, 'relay'>;
  readonly nats: BrokerLink;
  readonly tracer: Tracer;
  readonly logger: Logger;
  /** The runtime's tables; those in Postgres by default. */
  readonly tables?: RelayTables;
  /** How long things are kept; see `DEFAULT_RETENTION`. */
  readonly retention?: Retention;
  /** Replaces the database's clock in tests and simulation. */
  readonly now?: () => Date;
  /** This process's clock, for waiting; the machine's by default. */
  readonly clock?: Clock;
  /** Counts for the metrics; nothing by default. */
  readonly figures?: OutboxFigures;
  /** How often to look when nobody wakes the relay; 1,000 ms by default. */
  readonly pollMs?: number;
  /** How often to compare with the broker when nothing hints at a loss; 60,000 ms by default. */
  readonly compareMs?: number;
  /** How often a replica that does not lead tries to; 2,000 ms by default. */
  readonly candidacyMs?: number;
  /** False switches the comparison off: only tests do, to show that it is needed. */
  readonly rewind?: boolean;
}

/** What the relay needs of the runtime's tables. */
export interface RelayTables {
  readonly outbox: OutboxTable;
  readonly leader: LeaderLock;
  /** Absent: nothing ever goes. */
  readonly retention?: RetentionTable;
}

const postgresRelay: RelayTables = { outbox: postgresOutbox, leader: postgresLeaderLock, retention: postgresRetention };

export interface Relay extends AsyncDisposable {
  /** Publish now: call it after a commit that wrote events. In a replica that does not lead it wakes the one that does. */
  wake(): void;
  /** Resolves when no committed event waits. */
  idle(): Promise<void>;
  /** True while this replica is the one that publishes. */
  isLeading(): boolean;
}

const RELAY_LOCK = 7_203_115;
const IDLE_POLL_MS = 50;
const FLUSH_MS = 5_000;
const FLUSH_PAUSE_MS = 100;

/** Starts the relay; disposing it publishes what is committed, as far as the broker takes it within 5 s. */
export function startRelay(options: RelayOptions): Relay {
  const { service, database, nats, logger, pollMs = 1_000, candidacyMs = 2_000, compareMs = 60_000, rewind = true, retention = DEFAULT_RETENTION, now, clock = systemClock } = options;
  const { outbox, leader, retention: old } = options.tables ?? postgresRelay;
  const rounds = createRounds({ service, outbox, nats, publisher: createPublisher(options), logger, compareMs, rewind, now, clock, figures: options.figures });
  const closing = new AbortController();
  const work = createWakeup(clock);
  const rested = createWakeup(clock);
  const wakeSubject = `wake.${service}`;
  let leading = false;
  let kept: Promise<unknown> = Promise.resolve();

  async function lead(query: Query, signal: AbortSignal): Promise<void> {
    leading = true;
    rounds.suspect();
    const over = new AbortController();
    // On a connection of its own, so that events do not wait for it.
    const keeping = old && keepRetention({ query: database.relay, table: old, retention, logger, signal: over.signal, now, clock });
    try {
      while (!signal.aborted) {
        const result = await rounds.run(query);
        if (result === 'done') rested.set();
        if (result !== 'more') await work.wait(pollMs, signal);
      }
      if (closing.signal.aborted) await flush(query);
    } finally {
      leading = false;
      over.abort();
      // Whoever leads next does not wait for it, and this one gives up the lock.
      kept = Promise.all([kept, keeping]);
    }
  }

  /** The last rounds: until nothing waits, or the broker has had its time. */
  async function flush(query: Query): Promise<void> {
    const deadline = clock.monotonic() + FLUSH_MS;
    while (clock.monotonic() < deadline) {
      const result = await rounds.run(query);
      if (result === 'more') continue;
      if (result === 'done' || !(await quietly(() => outbox.hasUnpublished(database.relay)))) return;
      await pause(FLUSH_PAUSE_MS, undefined, clock);
    }
  }

  using started = new DisposableStack();
  started.use(nats.listen(wakeSubject, () => work.set()));
  started.use(
    nats.onConnected(() => {
      rounds.suspect();
      work.set();
    }),
  );
  const subscriptions = started.move();
  const running = whileLeading({ database, leader, lock: RELAY_LOCK, logger, retryMs: candidacyMs, signal: closing.signal, clock }, lead);

  function wake(): void {
    if (leading) work.set();
    else nats.hint(wakeSubject);
  }

  return {
    wake,
    async idle() {
      while (await quietly(() => outbox.hasUnpublished(database.relay))) {
        wake();
        await rested.wait(IDLE_POLL_MS);
      }
    },
    isLeading: () => leading,
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
      await kept;
      subscriptions[Symbol.dispose]();
    },
  };
}
