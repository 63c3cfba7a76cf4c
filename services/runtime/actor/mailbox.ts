/**
 * The mailbox of a service process: turns on one key run one after the other, many turns share one transaction.
 * It only removes contention; anchors, versions and constraints in Postgres decide, so any replica may serve any key.
 */
import type { Tracer } from '@opentelemetry/api';
import { systemClock, type Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { Failure, unavailable } from '../errors.ts';
import type { NewId } from '../ids.ts';
import type { Logger } from '../logger.ts';
import { NO_FIGURES, type Lane, type MailboxFigures } from '../telemetry/figures.ts';
import type { Actor } from './actor.ts';
import { createAttempt, type Unfinished } from './attempt.ts';
import { createQueue, type TurnQueue, type Whose } from './queue.ts';
import { addressesOf, addressOf, type Answer, type Pending, type Submission } from './submission.ts';
import { endTurnSpan, outcomeOf, turnSpan } from './turn-span.ts';
import { postgresActorTables, type ActorTables } from './tables.ts';
import type { Key } from './types.ts';
import { storesOf } from './world.ts';

export interface MailboxOptions {
  readonly service: string;
  readonly actors: readonly Actor[];
  readonly database: Database;
  readonly tracer: Tracer;
  readonly logger: Logger;
  /** Turns in one transaction; 128 by default. 1 is the reference of the benchmarks. */
  readonly maxBatch?: number;
  /** Transactions at a time, besides one for those whom a crowd would hold up and those that wait for keys; 2 by default. */
  readonly maxInFlight?: number;
  /** Waiting turns of one tenant; 10,000 by default. */
  readonly maxQueuedPerTenant?: number;
  /** Replaces the database's clock in tests and simulation. */
  readonly now?: () => Date;
  /** This process's clock, for deadlines; the machine's by default. */
  readonly clock?: Clock;
  /** Ids of events and effects; `newId` by default. */
  readonly newId?: NewId;
  /** The runtime's tables; those in Postgres by default. */
  readonly tables?: ActorTables;
  /** Counts for the metrics; nothing by default. */
  readonly figures?: MailboxFigures;
  /** Called after each commit with what others may want to know at once. Must not throw. */
  readonly onCommit?: (committed: Committed) => void;
}

/** What a commit brought: wake the relay, the effect worker, the watchers. */
export interface Committed {
  readonly events: number;
  readonly dueEffects: number;
  readonly changed: readonly { readonly tenantId: string; readonly key: Key }[];
}

export interface Mailbox extends AsyncDisposable {
  /**
   * Runs a turn. Resolves after its commit; rejects with a `Failure`: the rule that refused it, `RESOURCE_EXHAUSTED`,
   * `DEADLINE_EXCEEDED`, `CANCELLED`, `UNAVAILABLE`, or `INTERNAL` for a defect.
   */
  submit<S, E>(submission: Submission<S, E>): Promise<Answer>;
  /** Resolves when nothing waits and nothing runs. */
  idle(): Promise<void>;
}

const MAX_REROUTES = 3;
const SLOW_LANES = 2;
/** While others come past it, a crowd runs one batch at a time, smaller by this factor. */
const COURTESY = 4;
const COURTESY_MS = 1_000;
const LOCK_WAIT_MS = 2_000;

export function createMailbox(options: MailboxOptions): Mailbox {
  const queue = createQueue({ perTenant: options.maxQueuedPerTenant ?? 10_000 });
  const lanes = createLanes(options, queue);
  let closed = false;

  function submit<S, E>(submission: Submission<S, E>): Promise<Answer> {
    if (closed) return Promise.reject(unavailable('SHUTTING_DOWN', 'The service is stopping; try again.'));
    return new Promise((resolve, reject) => {
      const pending = toPending(submission as unknown as Submission, options, resolve, reject);
      try {
        queue.push(pending);
        lanes.wake();
      } catch (error) {
        pending.settle(error instanceof Failure ? error : unavailable('MAILBOX', 'The change could not be queued; try again.', error));
      }
    });
  }

  return {
    submit,
    idle: lanes.idle,
    async [Symbol.asyncDispose]() {
      closed = true;
      await lanes.idle();
    },
  };
}

function toPending(
  submission: Submission,
  { tracer, figures = NO_FIGURES.mailbox }: Pick<MailboxOptions, 'tracer' | 'figures'>,
  resolve: (answer: Answer) => void,
  reject: (failure: Failure) => void,
): Pending {
  const span = turnSpan(tracer, submission);
  return {
    submission,
    span,
    keys: submission.keys,
    addresses: addressesOf(submission.caller.tenantId, submission.keys),
    reroutes: 0,
    settle(outcome) {
      endTurnSpan(span, outcome);
      figures.turn(outcomeOf(outcome));
      if (outcome instanceof Failure) reject(outcome);
      else resolve(outcome);
    },
  };
}

interface Lanes {
  wake(): void;
  idle(): Promise<void>;
}

/**
 * Draws batches and runs them: fast lanes for keys that are free, slow lanes for keys that someone else holds. While a tenant
 * has a crowd waiting, the fast lanes are for crowds, and an express lane takes everybody else's turns past them.
 */
function createLanes(options: MailboxOptions, queue: TurnQueue): Lanes {
  const attempt = createAttempt({
    ...options,
    stores: storesOf(options.actors),
    tables: options.tables ?? postgresActorTables,
    lockWaitMs: LOCK_WAIT_MS,
    onCommit: ({ events, dueEffects, changed }) =>
      options.onCommit?.({ events, dueEffects, changed: changed.map(({ tenantId, key }) => ({ tenantId, key })) }),
  });
  const running = createRunning();
  const slow: Pending[][] = [];
  const { clock = systemClock, figures = NO_FIGURES.mailbox } = options;
  const wanted = (pending: Pending): boolean => stillWanted(pending, clock);
  const busyLanes: Record<Lane, number> = { fast: 0, express: 0, slow: 0 };
  const waiters: (() => void)[] = [];
  const { maxBatch = 128 } = options;
  let expressAt = -Infinity;
  let scheduled = false;
  /** Somebody else came past a crowd a moment ago: crowds then leave them most of the process. */
  const isCourteous = (): boolean => clock.monotonic() - expressAt < COURTESY_MS;
  figures.queue(() => ({ ready: queue.size, held: slow.reduce((turns, batch) => turns + batch.length, 0) }));

  // One microtask later, so that turns submitted together share their first batch.
  function wake(): void {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(() => {
      scheduled = false;
      fill();
    });
  }

  function fill(): void {
    drawInto('express', 1, 'others');
    drawInto('fast', isCourteous() ? 1 : (options.maxInFlight ?? 2), 'crowds');
    while (busyLanes.slow < SLOW_LANES) {
      const batch = slow.shift();
      if (!batch) break;
      void run('slow', batch);
    }
    const quiet = busyLanes.fast + busyLanes.express + busyLanes.slow + slow.length + queue.size === 0;
    if (quiet) for (const resolve of waiters.splice(0)) resolve();
  }

  /** Fills the free ones of some lanes. Without a crowd there is no need to tell anybody apart, nor for more lanes. */
  function drawInto(lane: 'fast' | 'express', lanes: number, whose: Whose): void {
    while (busyLanes[lane] < lanes) {
      const crowded = queue.isCrowded;
      if (lane === 'express' && !crowded) return;
      const limit = lane === 'fast' && crowded && isCourteous() ? Math.ceil(maxBatch / COURTESY) : maxBatch;
      const drawn = queue.draw(limit, running.isBusy, crowded ? whose : 'all');
      if (drawn.length === 0) return;
      const batch = drawn.filter(wanted);
      // A draw of turns that nobody wants any more says nothing about those behind them.
      if (batch.length > 0) void run(lane, batch);
    }
  }

  async function run(lane: Lane, batch: readonly Pending[]): Promise<void> {
    busyLanes[lane] += 1;
    if (lane === 'express') expressAt = clock.monotonic();
    running.add(batch);
    const began = clock.monotonic();
    const unfinished = await attempt(batch.filter(lane === 'slow' ? wanted : Boolean), lane === 'slow');
    // A missed turn keeps its keys to itself, so that later turns on them do not overtake it.
    running.delete(batch.filter((pending) => unfinished.get(pending)?.kind !== 'missed'));
    figures.batch(lane, batch.length, clock.monotonic() - began);
    queueAgain(unfinished);
    busyLanes[lane] -= 1;
    fill();
  }

  /** Turns that wait for the same key wait together: one stuck key takes one slow lane. */
  function queueAgain(unfinished: ReadonlyMap<Pending, Unfinished>): void {
    const groups = new Map<string, Pending[]>();
    for (const [pending, result] of unfinished) {
      if (result.kind === 'rerouted') reroute(queue, pending, result.keys);
      else {
        figures.slowPath();
        groups.set(result.address, [...(groups.get(result.address) ?? []), pending]);
      }
    }
    slow.push(...groups.values());
  }

  return {
    wake,
    idle: () =>
      new Promise((resolve) => {
        waiters.push(resolve);
        wake();
      }),
  };
}

/** Turns under way, and the keys that are theirs: kept as they come and go, for a draw is tried with every turn that arrives. */
function createRunning() {
  const turns = new Map<Pending, readonly string[]>();
  const counts = new Map<string, number>();
  const count = (key: string, by: 1 | -1): void => {
    const left = (counts.get(key) ?? 0) + by;
    if (left > 0) counts.set(key, left);
    else counts.delete(key);
  };
  return {
    isBusy: (key: string): boolean => counts.has(key),
    /** A missed turn that comes to its slow lane is under way already. */
    add(batch: readonly Pending[]): void {
      for (const pending of batch) {
        if (turns.has(pending)) continue;
        turns.set(pending, pending.addresses);
        for (const address of pending.addresses) count(address, 1);
      }
    },
    delete(batch: readonly Pending[]): void {
      for (const pending of batch) {
        for (const address of turns.get(pending) ?? []) count(address, -1);
        turns.delete(pending);
      }
    },
  };
}

function reroute(queue: TurnQueue, pending: Pending, keys: readonly Key[]): void {
  pending.reroutes += 1;
  if (pending.reroutes > MAX_REROUTES) {
    pending.settle(unavailable('ROUTE_UNSTABLE', 'What this change touches keeps moving; try again.'));
    return;
  }
  const { tenantId } = pending.submission.caller;
  pending.keys = [...pending.keys, ...keys.filter((key) => !pending.addresses.includes(addressOf(tenantId, key)))];
  pending.addresses = addressesOf(tenantId, pending.keys);
  queue.pushFront(pending);
}

/** Drops a turn whose deadline passed or whose caller left: nobody would see its answer. */
function stillWanted({ submission, settle }: Pending, clock: Clock): boolean {
  if (submission.signal?.aborted) {
    settle(new Failure({ code: 'CANCELLED', reason: 'CALLER_LEFT', message: 'The caller left before the change began.' }));
    return false;
  }
  if (submission.deadline && submission.deadline.getTime() <= clock.now().getTime()) {
    settle(new Failure({ code: 'DEADLINE_EXCEEDED', reason: 'QUEUED_TOO_LONG', message: 'The deadline passed before the change began.' }));
    return false;
  }
  return true;
}
