/** One round of the relay: compare with the broker when in doubt, publish what waits, note where it went. */
import { systemClock, type Clock } from '../clock.ts';
import type { Query } from '../db/query.ts';
import type { Logger } from '../logger.ts';
import { BrokerFailure, type Broker, type BrokerLink } from './broker.ts';
import type { OutboxTable } from './outbox.ts';
import { BATCH, MAX_IN_FLIGHT, type Publisher } from './publisher.ts';
import type { OutboxFigures } from '../telemetry/figures.ts';
import { quietly } from '../telemetry/quiet.ts';
import { rewind, type Rewound } from './rewind.ts';
import { streamOf } from './streams.ts';

export interface RoundOptions {
  readonly service: string;
  readonly outbox: OutboxTable;
  readonly nats: Pick<BrokerLink, 'broker'>;
  readonly publisher: Publisher;
  readonly logger: Logger;
  /** How often to compare with the broker when nothing hints at a loss. */
  readonly compareMs: number;
  readonly rewind: boolean;
  readonly now: (() => Date) | undefined;
  readonly clock?: Clock;
  /** Counts for the metrics. */
  readonly figures?: OutboxFigures | undefined;
}

/** `done`: nothing waits. `more`: there may be more to do at once. `stuck`: what waits has to wait for the broker. */
export type RoundResult = 'done' | 'more' | 'stuck';

export interface Rounds {
  /** Runs one round on the connection that holds the lock. Throws only what the database throws. */
  run(query: Query): Promise<RoundResult>;
  /** The broker may have lost something: the next round compares before it publishes. */
  suspect(): void;
}

const STRANGER =
  'the broker has an event that this database does not know: a backup was restored, or another Berth uses the same broker. Others may act on what never happened here: ' +
  'stop all services, forget the events (npm run nats:forget-events), and start again';

export function createRounds(options: RoundOptions): Rounds {
  const { nats, outbox, publisher, logger, clock = systemClock } = options;
  let suspicious = true;
  let compareAt = 0;

  async function compare(query: Query, broker: Broker): Promise<void> {
    suspicious = false;
    try {
      const { lost, last, stranger } = await compareWithBroker(query, broker, options);
      publisher.reset(last);
      compareAt = clock.monotonic() + options.compareMs;
      options.figures?.rewound(lost);
      if (lost > 0) logger.warn({ lost }, 'the broker lost events; they are published again');
      if (stranger !== undefined) logger.error({ event: stranger }, STRANGER);
    } catch (error) {
      suspicious = true;
      throw error;
    }
  }

  async function publish(query: Query, broker: Broker): Promise<RoundResult> {
    const rows = await quietly(() => outbox.unpublished(query, BATCH));
    if (rows.length === 0) return 'done';
    const { placements, stopped, lossSeen } = await publisher.publish(broker, rows);
    await quietly(() => outbox.markPublished(query, placements, options.now?.()));
    options.figures?.published(placements.length);
    suspicious ||= lossSeen;
    return placements.length > 0 && !stopped ? 'more' : 'stuck';
  }

  return {
    async run(query) {
      const broker = nats.broker();
      if (!broker) return 'stuck';
      try {
        if (suspicious || clock.monotonic() >= compareAt) await compare(query, broker);
        return await publish(query, broker);
      } catch (error) {
        if (!(error instanceof BrokerFailure)) throw error;
        logger.warn({ err: error }, 'the broker does not answer; events wait');
        return 'stuck';
      }
    },
    suspect() {
      suspicious = true;
    },
  };
}

async function compareWithBroker(query: Query, broker: Broker, options: RoundOptions): Promise<Rewound> {
  await broker.ensureStream(options.service);
  if (!options.rewind) return { lost: 0, last: 0, stranger: undefined };
  // Between a loss and its discovery two leaders may each have had all their events in flight.
  const window = MAX_IN_FLIGHT * 2;
  return quietly(() => rewind({ query, outbox: options.outbox, broker, stream: streamOf(options.service), window, now: options.now?.() ?? (options.clock ?? systemClock).now() }));
}
