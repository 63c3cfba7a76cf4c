/**
 * Consumers: every event of the services that this one reacts to is dealt with exactly once, each key's in order and
 * different keys side by side, whatever restarts, disappears or is wiped in between.
 */
import type { Tracer } from '@opentelemetry/api';
import { NatsError, type ConsumerMessages, type JsMsg } from 'nats';
import type { Mailbox } from '../actor/mailbox.ts';
import type { Database } from '../db/database.ts';
import type { Logger } from '../logger.ts';
import type { Nats } from './connection.ts';
import { createDeadLetters, postgresDeadLetters, type DeadLetters, type RawEvent } from './dead-letters.ts';
import { deliver, parse, type ConsumerTables, type DeliveryOptions } from './delivery.ts';
import { MalformedEvent } from './envelope.ts';
import { createLanes } from './lanes.ts';
import { createPatience, type PatienceOptions } from './patience.ts';
import { pause } from './pause.ts';
import { createPositions, postgresPositions } from './positions.ts';
import { createReactor } from './reactor.ts';
import { ACK_WAIT_MS, ensureConsumer, streamOf } from './streams.ts';
import type { Reaction } from './types.ts';

export interface ConsumersOptions {
  readonly service: string;
  readonly reactions: readonly Reaction[];
  readonly mailbox: Pick<Mailbox, 'submit'>;
  readonly database: Pick<Database, 'read' | 'relay'>;
  readonly nats: Nats;
  readonly tracer: Tracer;
  readonly logger: Logger;
  /** The runtime's tables; those in Postgres by default. */
  readonly tables?: ConsumerTables;
  /** Shorter waits, in tests. */
  readonly patience?: PatienceOptions;
  /** Failures, other than passing ones, after which an event becomes a dead letter; 8 by default. */
  readonly maxFailures?: number;
}

export interface Consumers extends AsyncDisposable {
  readonly deadLetters: DeadLetters;
}

/** Messages asked for ahead. */
const PREFETCH = 256;
const RESTART_MS = 500;
const CLOSE_MS = 10_000;
const HAND_BACK_MS = 100;

/** Starts one consumer for each service that a reaction names; disposing it ends what runs and hands back the rest. */
export function startConsumers(options: ConsumersOptions): Consumers {
  const reactor = createReactor(options);
  const { tables = { positions: postgresPositions, deadLetters: postgresDeadLetters } } = options;
  const closing = new AbortController();
  const running = reactor.sources.map((source) => {
    const consumer = `${streamOf(source)}.${options.service}`;
    const delivery: DeliveryOptions = {
      ...options,
      consumer,
      reactor,
      tables,
      positions: createPositions(tables.positions, options.database.relay, consumer),
      patience: createPatience(options.patience),
    };
    return keepConsuming(options, source, delivery, closing.signal);
  });
  return {
    deadLetters: createDeadLetters(tables.deadLetters, options.database, reactor),
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.all(running);
    },
  };
}

/** Consumes until the end; whenever the consumer is found missing, it is made again. */
async function keepConsuming(options: ConsumersOptions, source: string, delivery: DeliveryOptions, signal: AbortSignal): Promise<void> {
  const { nats, logger, service } = options;
  while (!signal.aborted) {
    try {
      const connection = nats.live();
      if (connection) {
        const consumer = await ensureConsumer(connection, source, service);
        // Without `abort_on_missing_resource` the iterator stays open and silent when its consumer is deleted.
        const messages = await consumer.consume({ max_messages: PREFETCH, expires: 10_000, idle_heartbeat: 2_000, abort_on_missing_resource: true });
        void connection.closed().then(() => messages.stop());
        await consume(messages, delivery, signal);
      }
    } catch (error) {
      logger.warn({ err: error, consumer: delivery.consumer }, 'consuming was interrupted');
    }
    await pause(RESTART_MS, signal);
  }
}

/** Takes messages until the iterator ends, then waits for those under way. */
async function consume(messages: ConsumerMessages, delivery: DeliveryOptions, signal: AbortSignal): Promise<void> {
  const lanes = createLanes();
  const held = new Set<JsMsg>();
  // Whoever waits in a lane or for the database must not be delivered to somebody else meanwhile.
  const heartbeat = setInterval(() => held.forEach((message) => tell(() => message.working())), ACK_WAIT_MS / 3);
  const stop = (): void => messages.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    for await (const message of messages) {
      held.add(message);
      const raw = rawOf(message);
      const parsed = parse(raw);
      const lane = parsed instanceof MalformedEvent ? raw.place : `${parsed.tenantId}/${parsed.key}`;
      void lanes.run(lane, async () => {
        const verdict = signal.aborted ? HAND_BACK : await deliver(delivery, raw, parsed);
        held.delete(message);
        tell(() => (verdict.kind === 'done' ? message.ack() : message.nak(verdict.inMs)));
      });
    }
  } finally {
    signal.removeEventListener('abort', stop);
    const cap = new AbortController();
    await Promise.race([lanes.idle(), pause(CLOSE_MS, cap.signal)]);
    cap.abort();
    clearInterval(heartbeat);
  }
}

/** A connection that is closed for good takes no answers; what is not answered is delivered again. */
function tell(answer: () => void): void {
  try {
    answer();
  } catch (error) {
    if (!(error instanceof NatsError)) throw error;
  }
}

const HAND_BACK = { kind: 'retry', inMs: HAND_BACK_MS } as const;

function rawOf(message: JsMsg): RawEvent {
  const headers = Object.fromEntries([...(message.headers ?? [])].map(([name, [value = '']]) => [name, value]));
  const { stream, streamSequence, timestampNanos } = message.info;
  return { subject: message.subject, headers, payload: message.data, place: `${stream}/${streamSequence}/${timestampNanos}` };
}
