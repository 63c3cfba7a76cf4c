/**
 * What the runtime counts of itself. On the way of a turn a count is an addition to a number; everything else is asked at a
 * scrape. Labels have few values, all known beforehand, so that no tenant's traffic makes a series.
 */
import type { Attributes, Meter, ObservableResult } from '@opentelemetry/api';
import { LABEL, METRIC } from './attributes.ts';
import { LATENCY_BUCKETS } from './metrics.ts';

/** What came of a turn. `dropped`: nobody waited any more. `overloaded`: there was no room for it. `failed`: a defect. */
export const TURN_OUTCOMES = ['committed', 'replayed', 'rejected', 'dropped', 'overloaded', 'unavailable', 'failed'] as const;
export type TurnOutcome = (typeof TURN_OUTCOMES)[number];

/** What came of an event. `retried`: it comes again. `known`: it was done with already. */
export const EVENT_OUTCOMES = ['applied', 'rejected', 'ignored', 'known', 'retried', 'dead_letter'] as const;
export type EventOutcome = (typeof EVENT_OUTCOMES)[number];

/** What came of an attempt at an effect. */
export const ATTEMPT_OUTCOMES = ['done', 'retried', 'parked'] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

export const LANES = ['fast', 'express', 'slow'] as const;
export type Lane = (typeof LANES)[number];

export interface MailboxFigures {
  turn(outcome: TurnOutcome): void;
  batch(lane: Lane, turns: number, ms: number): void;
  /** A turn met a key that somebody else holds. */
  slowPath(): void;
  bisected(): void;
  /** `lengths` is asked at each scrape. */
  queue(lengths: () => Readonly<Record<'ready' | 'held', number>>): void;
}

export interface OutboxFigures {
  published(events: number): void;
  rewound(events: number): void;
}

/** Figures of what stands in the database and at the broker; whatever is left out is not known just now. */
export interface StoredFigures {
  readonly unpublished: number;
  /** Seconds. */
  readonly oldestUnpublished: number;
  readonly deadLetters: number;
  readonly effectsDue: number;
  readonly effectsParked: number;
}

export type PoolFigures = Readonly<Record<'app' | 'relay', { readonly waiting: number; readonly used: number }>>;

export interface Figures {
  readonly mailbox: MailboxFigures;
  readonly outbox: OutboxFigures;
  event(outcome: EventOutcome): void;
  attempt(outcome: AttemptOutcome): void;
  /** What is asked at each scrape; a part that cannot answer in time is left out of it. */
  ask(sources: FigureSources): void;
}

export interface FigureSources {
  stored(): Promise<StoredFigures>;
  /** Events that wait, by consumer. */
  pending(): Promise<ReadonlyMap<string, number>>;
  pools(): PoolFigures | undefined;
}

/** Counts nothing: for tests, benchmarks and simulation. */
export const NO_FIGURES: Pick<Figures, 'mailbox' | 'outbox' | 'event' | 'attempt'> = {
  mailbox: { turn: () => undefined, batch: () => undefined, slowPath: () => undefined, bisected: () => undefined, queue: () => undefined },
  outbox: { published: () => undefined, rewound: () => undefined },
  event: () => undefined,
  attempt: () => undefined,
};

const BATCH_SIZES = [1, 2, 4, 8, 16, 32, 64, 128];

/** The instruments of one service on its meter. */
export function createFigures(meter: Meter): Figures {
  return {
    mailbox: mailboxFigures(meter),
    outbox: {
      published: total(meter, METRIC.published, '{event}', 'Events that the broker took.'),
      rewound: total(meter, METRIC.rewound, '{event}', 'Events that the broker had lost.'),
    },
    event: totals(meter, METRIC.consumed, '{event}', 'Events of other services, by what came of them.', EVENT_OUTCOMES),
    attempt: totals(meter, METRIC.attempts, '{attempt}', 'Attempts at effects and reminders, by what came of them.', ATTEMPT_OUTCOMES),
    ask: (sources) => askAtScrapes(meter, sources),
  };
}

function mailboxFigures(meter: Meter): MailboxFigures {
  const sizes = meter.createHistogram(METRIC.batchSize, { unit: '{turn}', description: 'Turns in a transaction.', advice: { explicitBucketBoundaries: BATCH_SIZES } });
  const durations = meter.createHistogram(METRIC.batchDuration, {
    unit: 's', description: 'Time that a batch takes, with all its attempts.', advice: { explicitBucketBoundaries: [...LATENCY_BUCKETS] },
  });
  const labels: Readonly<Record<Lane, Attributes>> = { fast: { [LABEL.lane]: 'fast' }, express: { [LABEL.lane]: 'express' }, slow: { [LABEL.lane]: 'slow' } };
  const slowPath = total(meter, METRIC.slowPath, '{turn}', 'Turns that met a key that somebody else holds.');
  const bisects = total(meter, METRIC.bisects, '{batch}', 'Batches that were divided to find the turn that spoils them.');
  return {
    turn: totals(meter, METRIC.turns, '{turn}', 'Turns by what came of them.', TURN_OUTCOMES),
    batch(lane, turns, ms) {
      sizes.record(turns, labels[lane]);
      durations.record(ms / 1_000, labels[lane]);
    },
    slowPath: () => slowPath(1),
    bisected: () => bisects(1),
    queue(lengths) {
      meter.createObservableGauge(METRIC.queueLength, { unit: '{turn}', description: 'Turns that wait.' }).addCallback((result) => {
        for (const [queue, length] of Object.entries(lengths())) result.observe(length, { [LABEL.queue]: queue });
      });
    },
  };
}

/** A number that only grows, read at a scrape. */
function total(meter: Meter, name: string, unit: string, description: string): (by: number) => void {
  let count = 0;
  meter.createObservableCounter(name, { unit, description }).addCallback((result) => result.observe(count));
  return (by) => void (count += by);
}

/** The same for each of a few outcomes; those that never happened are there with 0. */
function totals<K extends string>(meter: Meter, name: string, unit: string, description: string, outcomes: readonly K[]): (outcome: K) => void {
  const counts = new Map<K, number>(outcomes.map((outcome) => [outcome, 0]));
  const observe = (result: ObservableResult): void => counts.forEach((count, outcome) => result.observe(count, { [LABEL.outcome]: outcome }));
  meter.createObservableCounter(name, { unit, description }).addCallback(observe);
  return (outcome) => void counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
}

/** Above it a scrape goes without: whoever scrapes waits ten seconds, and wants the other figures most when the database hangs. */
const PATIENCE_MS = 2_000;

async function inTime<T>(work: () => Promise<T>): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), PATIENCE_MS);
  try {
    return await Promise.race([work().catch(() => undefined), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function askAtScrapes(meter: Meter, { stored, pending, pools }: FigureSources): void {
  const gauge = (name: string, unit: string, description: string) => meter.createObservableGauge(name, { unit, description });
  const gauges = {
    unpublished: gauge(METRIC.unpublished, '{event}', 'Events that wait to be published; counting stops at 100,000.'),
    oldestUnpublished: gauge(METRIC.oldestUnpublished, 's', 'Age of the oldest event that waits to be published.'),
    deadLetters: gauge(METRIC.deadLetters, '{event}', 'Events that could not be taken in and wait for somebody.'),
    effectsDue: gauge(METRIC.effectsDue, '{effect}', 'Effects and reminders that are due and not leased.'),
    effectsParked: gauge(METRIC.effectsParked, '{effect}', 'Effects and reminders that wait for somebody.'),
  };
  meter.addBatchObservableCallback(async (result) => {
    const figures = await inTime(stored);
    if (!figures) return;
    result.observe(gauges.unpublished, figures.unpublished);
    result.observe(gauges.oldestUnpublished, figures.oldestUnpublished);
    result.observe(gauges.deadLetters, figures.deadLetters);
    result.observe(gauges.effectsDue, figures.effectsDue);
    result.observe(gauges.effectsParked, figures.effectsParked);
  }, Object.values(gauges));
  gauge(METRIC.pending, '{event}', 'Events that wait at the broker.').addCallback(async (result) => {
    for (const [consumer, waiting] of (await inTime(pending)) ?? []) result.observe(waiting, { [LABEL.consumer]: consumer });
  });
  const waiting = gauge(METRIC.poolWaiting, '{request}', 'Statements that wait for a connection.');
  const used = gauge(METRIC.poolUsed, '{connection}', 'Connections that are at work.');
  meter.addBatchObservableCallback((result) => {
    for (const [pool, figures] of Object.entries(pools() ?? {})) {
      result.observe(waiting, figures.waiting, { [LABEL.pool]: pool });
      result.observe(used, figures.used, { [LABEL.pool]: pool });
    }
  }, [waiting, used]);
}
