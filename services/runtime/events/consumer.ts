/**
 * Consumers: every event of the services that this one reacts to is dealt with exactly once, each key's in order and
 * different keys side by side, whatever restarts, disappears or is wiped in between.
 */
import type { Tracer } from '@opentelemetry/api';
import type { Mailbox } from '../actor/mailbox.ts';
import { every, systemClock, type Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { NewId } from '../ids.ts';
import type { Logger } from '../logger.ts';
import type { BrokerLink, Delivered, Deliveries } from './broker.ts';
import { createDeadLetters, postgresDeadLetters, type DeadLetters, type DeadLetterTable } from './dead-letters.ts';
import { deliver, parse, type DeliveryOptions } from './delivery.ts';
import { MalformedEvent } from './envelope.ts';
import { createLanes } from './lanes.ts';
import { createPatience, type PatienceOptions } from './patience.ts';
import { pause } from './pause.ts';
import { createPositions, NO_POSITIONS, postgresPositions, type PositionTable } from './positions.ts';
import { createReactor } from './reactor.ts';
import type { EventOutcome } from '../telemetry/figures.ts';
import { ACK_WAIT_MS, streamOf } from './streams.ts';
import type { Reaction } from './types.ts';

export interface ConsumersOptions {
  readonly service: string;
  readonly reactions: readonly Reaction[];
  readonly mailbox: Pick<Mailbox, 'submit'>;
  readonly database: Pick<Database, 'read' | 'relay'>;
  readonly nats: Pick<BrokerLink, 'broker'>;
  readonly tracer: Tracer;
  readonly logger: Logger;
  /** The runtime's tables; those in Postgres by default. */
  readonly tables?: ConsumerTables;
  /** This process's clock, for waiting; the machine's by default. */
  readonly clock?: Clock;
  /** Shorter waits, in tests. */
  readonly patience?: PatienceOptions;
  /** Failures, other than passing ones, after which an event becomes a dead letter; 8 by default. */
  readonly maxFailures?: number;
  /** Counts what came of events, for the metrics. */
  readonly count?: (outcome: EventOutcome) => void;
  /** Ids of dead letters; `newId` by default. */
  readonly newId?: NewId;
}

/** What consumers need of the runtime's tables. */
export interface ConsumerTables {
  readonly positions: PositionTable;
  readonly deadLetters: DeadLetterTable;
}

export interface Consumers extends AsyncDisposable {
  readonly deadLetters: DeadLetters;
  /** Services whose events are reacted to. */
  readonly sources: readonly string[];
}

const RESTART_MS = 500;
const CLOSE_MS = 10_000;
const HAND_BACK_MS = 100;

/** Starts one consumer for each service that a reaction names; disposing it ends what runs and hands back the rest. */
export function startConsumers(options: ConsumersOptions): Consumers {
  const reactor = createReactor(options);
  const { tables = { positions: postgresPositions, deadLetters: postgresDeadLetters }, clock = systemClock } = options;
  const closing = new AbortController();
  const running = reactor.sources.map((source) => {
    const consumer = `${streamOf(source)}.${options.service}`;
    const only = reactor.only(source);
    const delivery: DeliveryOptions = {
      ...options,
      consumer,
      reactor,
      deadLetters: tables.deadLetters,
      positions: only === undefined ? createPositions(tables.positions, options.database.relay, consumer) : NO_POSITIONS,
      patience: createPatience({ now: () => clock.monotonic(), ...options.patience }),
    };
    return keepConsuming(options, { source, only }, delivery, closing.signal);
  });
  return {
    deadLetters: createDeadLetters(tables.deadLetters, options.database, reactor),
    sources: reactor.sources,
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.all(running);
    },
  };
}

/** A service's events, or one kind of them. */
interface Wanted {
  readonly source: string;
  readonly only: string | undefined;
}

/** Consumes until the end; whenever the consumer is found missing, it is made again. */
async function keepConsuming(options: ConsumersOptions, { source, only }: Wanted, delivery: DeliveryOptions, signal: AbortSignal): Promise<void> {
  const { nats, logger, service, clock = systemClock } = options;
  while (!signal.aborted) {
    try {
      const broker = nats.broker();
      if (broker) await consume(await broker.consume(source, service, only), delivery, signal, clock);
    } catch (error) {
      logger.warn({ err: error, consumer: delivery.consumer }, 'consuming was interrupted');
    }
    await pause(RESTART_MS, signal, clock);
  }
}

/** Takes messages until the iterator ends, then waits for those under way. */
async function consume(messages: Deliveries, delivery: DeliveryOptions, signal: AbortSignal, clock: Clock): Promise<void> {
  const lanes = createLanes();
  const held = new Set<Delivered>();
  // Whoever waits in a lane or for the database must not be delivered to somebody else meanwhile.
  const heartbeat = every(clock, ACK_WAIT_MS / 3, () => held.forEach((message) => message.working()));
  const stop = (): void => messages.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    for await (const message of messages) {
      held.add(message);
      const parsed = parse(message);
      const lane = parsed instanceof MalformedEvent ? message.place : `${parsed.tenantId}/${parsed.key}`;
      void lanes.run(lane, async () => {
        const verdict = signal.aborted ? HAND_BACK : await deliver(delivery, message, parsed);
        held.delete(message);
        if (verdict.kind === 'done') message.ack();
        else message.nak(verdict.inMs);
      });
    }
  } finally {
    signal.removeEventListener('abort', stop);
    const cap = new AbortController();
    await Promise.race([lanes.idle(), pause(CLOSE_MS, cap.signal, clock)]);
    cap.abort();
    heartbeat[Symbol.dispose]();
  }
}

const HAND_BACK = { kind: 'retry', inMs: HAND_BACK_MS } as const;
