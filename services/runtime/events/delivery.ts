/**
 * What happens to one delivered message: it is acknowledged only after its turn is committed or a dead letter stands for
 * it, and until then it comes back.
 */
import type { Database } from '../db/database.ts';
import type { Logger } from '../logger.ts';
import { bury, type DeadLetterTable, type RawEvent } from './dead-letters.ts';
import { MalformedEvent, readEnvelope, type IncomingEnvelope } from './envelope.ts';
import type { NewId } from '../ids.ts';
import { isPassing } from './failures.ts';
import type { Patience } from './patience.ts';
import type { Positions } from './positions.ts';
import type { EventOutcome } from '../telemetry/figures.ts';
import { quietly } from '../telemetry/quiet.ts';
import type { Outcome, Reactor } from './reactor.ts';

export interface DeliveryOptions {
  /** `<stream>.<consumer>`, as in the tables. */
  readonly consumer: string;
  readonly reactor: Reactor;
  readonly positions: Positions;
  readonly patience: Patience;
  readonly database: Pick<Database, 'relay'>;
  readonly deadLetters: DeadLetterTable;
  readonly logger: Logger;
  /** Failures, other than passing ones, after which an event becomes a dead letter; 8 by default. */
  readonly maxFailures?: number;
  /** Counts what came of events, for the metrics. */
  readonly count?: (outcome: EventOutcome) => void;
  /** Ids of dead letters; `newId` by default. */
  readonly newId?: NewId;
}

/** What to tell the broker. A retry always names its delay: without one the broker delivers again at once. */
export type Verdict = { readonly kind: 'done' } | { readonly kind: 'retry'; readonly inMs: number };

const DONE: Verdict = { kind: 'done' };
const BROKEN_RETRY_MS = 1_000;

/** An event, or the reason why a message is none. */
export type Parsed = IncomingEnvelope | MalformedEvent;

/** Reads a message's envelope; a message that is no event is told by value, since it has to be kept. */
export function parse(raw: RawEvent): Parsed {
  try {
    return readEnvelope(raw.headers, raw.subject);
  } catch (error) {
    if (error instanceof MalformedEvent) return error;
    throw error;
  }
}

/** Deals with one message. Never throws: whatever goes wrong is tried again. Messages of one key must come one at a time. */
export async function deliver(options: DeliveryOptions, raw: RawEvent, parsed: Parsed): Promise<Verdict> {
  try {
    if (parsed instanceof MalformedEvent) return await giveUp(options, raw, undefined, parsed, 1);
    return await deliverEvent(options, raw, parsed);
  } catch (error) {
    // The bookkeeping itself failed: the database is away.
    options.logger.warn({ err: error, consumer: options.consumer }, 'an event could not be dealt with; it is tried again');
    return { kind: 'retry', inMs: BROKEN_RETRY_MS };
  }
}

async function deliverEvent(options: DeliveryOptions, raw: RawEvent, envelope: IncomingEnvelope): Promise<Verdict> {
  const { positions, patience, reactor, logger, count } = options;
  const standing = await positions.standing(envelope);
  if (standing.kind === 'applied') {
    count?.('known');
    return finish(patience, envelope);
  }
  if (standing.kind === 'early') {
    const inMs = patience.waitForEarlier(envelope, standing);
    if (inMs !== undefined) return { kind: 'retry', inMs };
    const { id, type, key, keyVersion } = envelope;
    logger.warn({ event: id, type, key, version: `${keyVersion}`, position: `${standing.version}` }, 'events before this one are missing; going on without them');
  }
  let outcome: Outcome;
  try {
    outcome = await reactor.react(envelope, raw.payload);
  } catch (error) {
    return failed(options, raw, envelope, error);
  }
  await positions.advance(envelope);
  count?.(outcome);
  return finish(patience, envelope);
}

function finish(patience: Patience, envelope: IncomingEnvelope): Verdict {
  patience.forget(envelope);
  return DONE;
}

async function failed(options: DeliveryOptions, raw: RawEvent, envelope: IncomingEnvelope, error: unknown): Promise<Verdict> {
  const { patience, logger, consumer, count, maxFailures = 8 } = options;
  const passing = isPassing(error);
  const { retryInMs, failures } = patience.failed(envelope, !passing);
  const hopeless = error instanceof MalformedEvent || failures >= maxFailures;
  if (hopeless) return giveUp(options, raw, envelope, error, failures);
  count?.('retried');
  logger.warn({ err: error, consumer, event: envelope.id, type: envelope.type, failures, retryInMs }, 'an event is tried again');
  return { kind: 'retry', inMs: retryInMs };
}

/** The dead letter and the key's position go together: what follows the event on its key goes on. */
async function giveUp(options: DeliveryOptions, raw: RawEvent, envelope: IncomingEnvelope | undefined, error: unknown, attempts: number): Promise<Verdict> {
  const { consumer, database, deadLetters, positions, logger, patience, newId } = options;
  const cause = error instanceof Error ? error : new Error(String(error));
  await quietly(() =>
    database.relay.transaction(async (query) => {
      await bury(deadLetters, query, consumer, raw, cause, attempts, newId);
      if (envelope) await positions.advanceIn(query, envelope);
    }),
  );
  logger.error({ err: cause, consumer, subject: raw.subject, event: envelope?.id }, 'an event became a dead letter');
  options.count?.('dead_letter');
  if (envelope) {
    positions.advanced(envelope);
    patience.forget(envelope);
  }
  return DONE;
}
