/** Publishes outbox rows: many at a time, but each key's events one after the other, so that a key's order is kept. */
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import type { Logger } from '../logger.ts';
import { BERTH, MESSAGING } from '../telemetry/attributes.ts';
import { contextOf, parseTraceparent, traceparentOf } from '../telemetry/propagation.ts';
import { BrokerFailure, type Broker } from './broker.ts';
import type { OutboxRow, Placement } from './outbox.ts';

/** Events that are published in one go, the oldest that wait. */
export const BATCH = 1_000;

/** Events in flight at a time. */
export const MAX_IN_FLIGHT = 128;

export interface PublisherOptions {
  readonly tracer: Tracer;
  readonly logger: Logger;
}

/** The one thing that is asked of the broker. */
export type PublishBroker = Pick<Broker, 'publish'>;

/** What became of a batch. */
export interface PublishResult {
  readonly placements: readonly Placement[];
  /** Rows that were not published; they stay in the outbox. */
  readonly failed: number;
  /** The broker did not take an event, nor those behind it: they wait for the broker. */
  readonly stopped: boolean;
  /** The broker gave out a number that it had given out before, or has no stream: it lost something. */
  readonly lossSeen: boolean;
}

export interface Publisher {
  /** Publishes rows given in outbox order. Never throws: what failed stays unpublished. */
  publish(broker: PublishBroker, rows: readonly OutboxRow[]): Promise<PublishResult>;
  /**
   * The outbox was compared with the broker, whose highest number was this one. Were it not known here, what the broker
   * loses before anything else is published would stay unseen until the next comparison.
   */
  reset(last: number): void;
}

export function createPublisher({ tracer, logger }: PublisherOptions): Publisher {
  let highest = 0;

  async function publishOne(broker: PublishBroker, row: OutboxRow): Promise<{ placement: Placement; lossSeen: boolean }> {
    // Numbers grow, so every number acknowledged before this event is sent must be lower than its own.
    const floor = highest;
    const span = tracer.startSpan(`publish ${row.type}`, { kind: SpanKind.PRODUCER, attributes: attributesOf(row) }, contextOf(row.headers['traceparent']));
    try {
      const traceparent = traceparentOf(trace.setSpan(ROOT_CONTEXT, span));
      const ack = await broker.publish({ subject: row.subject, payload: row.payload, headers: headersOf(row, traceparent) });
      if (!ack.duplicate) highest = Math.max(highest, ack.seq);
      return {
        placement: { seq: row.seq, stream: ack.stream, streamSeq: ack.seq },
        lossSeen: !ack.duplicate && ack.seq <= floor,
      };
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
      throw error;
    } finally {
      span.end();
    }
  }

  async function publish(broker: PublishBroker, rows: readonly OutboxRow[]): Promise<PublishResult> {
    const placements: Placement[] = [];
    const lanes = [...Map.groupBy(rows, ({ tenant_id, key }) => `${tenant_id}/${key}`).values()];
    let stop = false;
    let stopped = false;
    let lossSeen = false;

    async function runLane(lane: readonly OutboxRow[]): Promise<void> {
      for (const row of lane) {
        if (stop) return;
        try {
          const outcome = await publishOne(broker, row);
          placements.push(outcome.placement);
          if (outcome.lossSeen) stop = lossSeen = true;
        } catch (error) {
          if (hasProblem(error, 'no-stream')) lossSeen = true;
          // An event that can never be taken must not keep the others; everything else is the broker's state.
          if (hasProblem(error, 'refused')) logger.error({ err: error, event: row.id, type: row.type }, 'the broker refuses an event; its key waits');
          else {
            if (!stop) logger.warn({ err: error, event: row.id, type: row.type }, 'the broker did not take an event; it waits with those behind it');
            stop = stopped = true;
          }
          return;
        }
      }
    }

    const queue = lanes.values();
    const worker = async (): Promise<void> => {
      for (const lane of queue) await runLane(lane);
    };
    await Promise.all(Array.from({ length: Math.min(MAX_IN_FLIGHT, lanes.length) }, worker));
    return { placements, failed: rows.length - placements.length, stopped, lossSeen };
  }

  return {
    publish,
    reset(last) {
      highest = last;
    },
  };
}

/** The row's headers; the trace goes on from the span of publishing, when that is recorded. */
export const headersOf = ({ headers }: Pick<OutboxRow, 'headers'>, traceparent: string): Readonly<Record<string, string>> =>
  parseTraceparent(traceparent) ? { ...headers, traceparent } : headers;

const attributesOf = (row: OutboxRow): Record<string, string> => ({
  [MESSAGING.system]: 'nats',
  [MESSAGING.operation]: 'send',
  [MESSAGING.destination]: row.subject,
  [MESSAGING.messageId]: row.id,
  [BERTH.event]: row.type,
  [BERTH.tenant]: row.tenant_id,
});

const hasProblem = (error: unknown, problem: BrokerFailure['problem']): boolean => error instanceof BrokerFailure && error.problem === problem;
