/** Brings a batch to its end whatever the database says: commits, bisects around a conflict, tries once more, or gives up clearly. */
import { context as contexts, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { Database } from '../db/database.ts';
import { sqlState } from '../db/connection.ts';
import { isDataError, isTransient } from '../db/faults.ts';
import { Failure, unavailable } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { MailboxFigures } from '../telemetry/figures.ts';
import { runBatch, type BatchOptions, type BatchOutcome, type Result } from './batch.ts';
import { RepliedElsewhere } from './request-log.ts';
import type { Pending } from './submission.ts';
import { batchSpan } from './turn-span.ts';
import { WriteConflict } from './types.ts';

export interface AttemptOptions extends Omit<BatchOptions, 'wait'> {
  readonly database: Database;
  readonly tracer: Tracer;
  readonly logger: Logger;
  /** How long a batch that waits for locks does so, in milliseconds. */
  readonly lockWaitMs: number;
  /** Counts for the metrics. */
  readonly figures?: MailboxFigures;
  /** After each commit. */
  readonly onCommit: (outcome: BatchOutcome) => void;
}

/** A turn that is not over: it has to be queued again with more keys, or wait for a key on the slow path. */
export type Unfinished = Extract<Result, { kind: 'rerouted' | 'missed' }>;

/** Runs batches. Each turn is settled, or comes back as unfinished. Never throws. */
export function createAttempt(options: AttemptOptions) {
  async function attempt(batch: readonly Pending[], wait: boolean, retried = false): Promise<Map<Pending, Unfinished>> {
    if (batch.length === 0) return new Map();
    try {
      const outcome = await transact(options, batch, wait);
      options.onCommit(outcome);
      return conclude(outcome, options.logger);
    } catch (error) {
      return recover(batch, wait, retried, error);
    }
  }

  async function recover(batch: readonly Pending[], wait: boolean, retried: boolean, error: unknown) {
    if (sqlState(error) === LOCK_TIMEOUT) return wait ? settleAll(batch, keyBusy(error)) : findStuck(batch);
    // Once more finds the reply that another replica stored, or that a commit with a lost answer stored.
    if (!retried && (isTransient(error) || error instanceof RepliedElsewhere)) return attempt(batch, wait, true);
    if (isTransient(error)) return settleAll(batch, databaseGone(error));
    if (batch.length > 1) return bisect(batch, wait, error);
    const [only] = batch;
    only?.settle(error instanceof WriteConflict ? new Failure(error.rejection) : defect(only, error, options.logger));
    return new Map<Pending, Unfinished>();
  }

  /**
   * A key is new and another's open transaction has just made its row, which nobody else can see and skip:
   * halves find the turns on it, which then wait on the slow path.
   */
  async function findStuck(batch: readonly Pending[]): Promise<Map<Pending, Unfinished>> {
    const [only] = batch;
    if (only && batch.length === 1) return new Map([[only, { kind: 'missed', address: only.addresses.join() }]]);
    return halves(batch, false, Math.ceil(batch.length / 2));
  }

  /** A conflict or bad data concerns some turn: halves find it. Anything else is tried turn by turn. */
  async function bisect(batch: readonly Pending[], wait: boolean, error: unknown) {
    const conflict = error instanceof WriteConflict || isDataError(error);
    return halves(batch, wait, conflict ? Math.ceil(batch.length / 2) : 1);
  }

  async function halves(batch: readonly Pending[], wait: boolean, middle: number): Promise<Map<Pending, Unfinished>> {
    options.figures?.bisected();
    const left = await attempt(batch.slice(0, middle), wait);
    const { behind, free } = behindMissed(left, batch.slice(middle));
    return new Map([...left, ...behind, ...(await attempt(free, wait))]);
  }

  return attempt;
}

/** Turns on a key of a missed turn miss it, too: they keep their order, and nobody waits for the same key again and again. */
function behindMissed(done: ReadonlyMap<Pending, Unfinished>, rest: readonly Pending[]): { behind: [Pending, Unfinished][]; free: Pending[] } {
  const missed = new Map<string, Unfinished>();
  for (const [pending, result] of done) if (result.kind === 'missed') for (const address of pending.addresses) missed.set(address, result);
  const behind: [Pending, Unfinished][] = [];
  const free: Pending[] = [];
  for (const pending of rest) {
    const result = pending.addresses.map((address) => missed.get(address)).find((found) => found !== undefined);
    if (result) behind.push([pending, result]);
    else free.push(pending);
  }
  return { behind, free };
}

async function transact(options: AttemptOptions, batch: readonly Pending[], wait: boolean): Promise<BatchOutcome> {
  const tenants = [...new Set(batch.map(({ submission }) => submission.caller.tenantId))];
  const { span, within } = batchSpan(options.tracer, options.service, batch);
  try {
    return await contexts.with(within, () =>
      options.database.write(tenants, async (query) => {
        if (wait) await options.tables.batch.waitForLocks(query, options.lockWaitMs);
        return runBatch(query, batch, { ...options, wait });
      }),
    );
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

function conclude(outcome: BatchOutcome, logger: Logger): Map<Pending, Unfinished> {
  const unfinished = new Map<Pending, Unfinished>();
  for (const [pending, result] of outcome.results) {
    if (result.kind === 'answered') pending.settle(result.answer);
    else if (result.kind === 'refused') pending.settle(result.failure);
    else if (result.kind === 'broken') pending.settle(defect(pending, result.error, logger));
    else unfinished.set(pending, result);
  }
  return unfinished;
}

function settleAll(batch: readonly Pending[], failure: Failure): Map<Pending, Unfinished> {
  for (const pending of batch) pending.settle(failure);
  return new Map();
}

const LOCK_TIMEOUT = '55P03';

const keyBusy = (cause: unknown): Failure =>
  unavailable('KEY_BUSY', 'Someone else is changing the same thing for longer than usual; try again.', cause);

const databaseGone = (cause: unknown): Failure =>
  unavailable('DATABASE_UNAVAILABLE', 'The database cannot be reached just now; try again.', cause);

/** `INTERNAL` for a handler or store that threw what it should not; the log has the cause. */
export function defect({ submission }: Pending, error: unknown, logger: Logger): Failure {
  logger.error({ err: error, method: submission.method, actor: submission.actor.name }, 'a turn failed unexpectedly');
  return new Failure({ code: 'INTERNAL', reason: 'TURN_FAILED', message: 'Something went wrong on our side.', cause: error });
}
