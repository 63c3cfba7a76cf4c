/**
 * Carries out effects and reminders that are due: leased by one worker at a time, made outside any transaction,
 * their outcome delivered as a turn that removes the row. A worker that dies is followed by another when its lease ends.
 */
import type { Context } from '@opentelemetry/api';
import type { Tracer } from '@opentelemetry/api';
import type { Actor } from '../actor/actor.ts';
import type { Mailbox } from '../actor/mailbox.ts';
import type { Submission } from '../actor/submission.ts';
import type { Caller } from '../actor/types.ts';
import { every, systemClock, timeLimit, type Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { isTransient } from '../db/faults.ts';
import { Failure } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { BERTH } from '../telemetry/attributes.ts';
import { contextOf, traceparentOf } from '../telemetry/propagation.ts';
import { quietly } from '../telemetry/quiet.ts';
import { inSpan } from '../telemetry/spans.ts';
import { backoffMs } from './backoff.ts';
import { postgresEffects, type EffectRow, type EffectTable } from './table.ts';
import { Permanent, type EffectContext, type EffectRunner } from './types.ts';

export interface EffectWorkerOptions {
  readonly service: string;
  readonly actors: readonly Actor[];
  readonly runners: readonly EffectRunner[];
  readonly mailbox: Mailbox;
  readonly database: Database;
  readonly tracer: Tracer;
  readonly logger: Logger;
  /** Replaces the database's clock in tests and simulation. */
  readonly now?: () => Date;
  /** This process's clock, for waiting; the machine's by default. */
  readonly clock?: Clock;
  /** Chance in the waiting times between attempts, in [0, 1); replaced in simulation. */
  readonly random?: () => number;
  /** The runtime's tables; those in Postgres by default. */
  readonly tables?: { readonly effects: EffectTable };
  /** How often to look for due work when nobody wakes the worker; 1,000 ms by default. */
  readonly pollMs?: number;
  /** Effects at a time; 8 by default. */
  readonly concurrency?: number;
}

export interface EffectWorker extends AsyncDisposable {
  /** Looks for due work now. */
  wake(): void;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_ATTEMPTS = 12;

/** Starts the worker; disposing it waits for what is running. */
export function startEffectWorker(options: EffectWorkerOptions): EffectWorker {
  const { concurrency = 8, pollMs = 1_000, logger, clock = systemClock, tables = { effects: postgresEffects } } = options;
  const running = new Set<Promise<void>>();
  let looking: Promise<void> | undefined;
  let again = false;
  let closed = false;

  function look(): void {
    again = true;
    if (!closed) looking ??= leaseAndStart().finally(() => (looking = undefined));
  }

  async function leaseAndStart(): Promise<void> {
    try {
      do {
        again = false;
        const free = concurrency - running.size;
        const rows = free > 0 ? await quietly(() => tables.effects.leaseDue(options.database.relay, free, leaseMs(options.runners), options.now?.())) : [];
        for (const row of rows) start(row);
        if (rows.length === free && free > 0) again = true;
      } while (again && running.size < concurrency && !closed);
    } catch (error) {
      if (!isTransient(error)) logger.error({ err: error }, 'looking for due effects failed');
    }
  }

  function start(row: EffectRow): void {
    const work: Promise<void> = carryOut(options, row)
      .catch((error: unknown) => logger.error({ err: error, effect: row.name, id: row.id }, 'an effect could not be concluded'))
      .finally(() => {
        running.delete(work);
        look();
      });
    running.add(work);
  }

  const timer = every(clock, pollMs, look);
  look();
  return {
    wake: look,
    async [Symbol.asyncDispose]() {
      closed = true;
      timer[Symbol.dispose]();
      // What a look under way still leases is carried out too: nobody else may until the lease ends.
      await looking;
      await Promise.allSettled(running);
    },
  };
}

/** A lease outlives the longest attempt, so that two workers never make the same call at once. */
const leaseMs = (runners: readonly EffectRunner[]): number =>
  Math.max(DEFAULT_TIMEOUT_MS, ...runners.map(({ timeoutMs }) => timeoutMs ?? 0)) + 20_000;

async function carryOut(options: EffectWorkerOptions, row: EffectRow): Promise<void> {
  const actor = options.actors.find(({ name }) => name === row.actor);
  const parent = contextOf(row.traceparent);
  try {
    if (!actor) throw new Permanent(`no actor ${row.actor} in this service`);
    if (row.kind === 'reminder') await remind(options, row, actor, parent);
    else await call(options, row, actor, parent);
  } catch (error) {
    await failed(options, row, error instanceof Error ? error : new Error(String(error)));
  }
}

async function remind({ mailbox }: EffectWorkerOptions, row: EffectRow, actor: Actor, context: Context): Promise<void> {
  const handler = actor.reminders?.[row.name];
  if (!handler) throw new Permanent(`${actor.name} has no reminder ${row.name}`);
  await mailbox.submit({ ...delivery(row, actor, context, 'reminder'), run: (turn) => (handler(turn), new Uint8Array()) });
}

async function call(options: EffectWorkerOptions, row: EffectRow, actor: Actor, context: Context): Promise<void> {
  const runner = options.runners.find(({ type }) => type.name === row.name);
  if (!runner) throw new Permanent(`no runner for the effect ${row.name}`);
  await inSpan(options.tracer, `effect ${row.name}`, { parent: context, attributes: effectAttributes(row) }, async (within) => {
    const outcome = await outcomeOf(runner, row, within, options);
    await deliver(options, row, actor, outcome, within);
  });
}

const effectAttributes = (row: EffectRow): Record<string, string | number> => ({
  [BERTH.effectId]: row.id,
  [BERTH.effectAttempt]: row.attempts,
  [BERTH.key]: `${row.key_type}/${row.key}`,
  [BERTH.tenant]: row.tenant_id,
});

/** Makes the call; after the last attempt the runner may turn the error into an outcome. */
async function outcomeOf(runner: EffectRunner, row: EffectRow, within: Context, { logger, clock = systemClock }: EffectWorkerOptions): Promise<unknown> {
  using limit = timeLimit(clock, runner.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const context: EffectContext = {
    id: row.id,
    tenantId: row.tenant_id,
    key: { type: row.key_type, id: row.key },
    attempt: row.attempts,
    signal: limit.signal,
    traceparent: traceparentOf(within),
  };
  try {
    return await runner.run(row.input as never, context);
  } catch (error) {
    const last = error instanceof Permanent || row.attempts >= (runner.maxAttempts ?? DEFAULT_ATTEMPTS);
    if (!last || !runner.giveUp) throw last ? new Permanent(textOf(error), { cause: error }) : error;
    logger.warn({ err: error, effect: row.name, attempts: row.attempts }, 'an effect was given up');
    return runner.giveUp(row.input as never, error instanceof Error ? error : new Error(String(error)));
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function deliver({ mailbox }: EffectWorkerOptions, row: EffectRow, actor: Actor, outcome: unknown, context: Context): Promise<void> {
  const handler = actor.outcomes?.[row.name];
  if (!handler) throw new Permanent(`${actor.name} does not take the outcome of ${row.name}`);
  await mailbox.submit({
    ...delivery(row, actor, context, 'effect'),
    run: (turn) => (handler(turn, outcome as never, row.input as never), new Uint8Array()),
  });
}

/** What deliveries of both kinds have in common: run as the service, once, on the key that asked. */
function delivery(row: EffectRow, actor: Actor, context: Context, kind: string): Omit<Submission, 'run'> {
  const caller: Caller = { tenantId: row.tenant_id, subject: `service:${actor.name}`, roles: ['service'] };
  return {
    actor,
    caller,
    method: `${kind}:${row.name}`,
    keys: [{ type: row.key_type, id: row.key }],
    effectId: row.id,
    context,
  };
}

/** Tries again later, or parks what trying again cannot mend: an operator sees it and may send it on its way again. */
async function failed({ database, logger, now, random, tables }: EffectWorkerOptions, row: EffectRow, error: Error): Promise<void> {
  const { park, postpone } = tables?.effects ?? postgresEffects;
  const hopeless = error instanceof Permanent || (error instanceof Failure && !isPassing(error));
  const exhausted = row.kind === 'effect' && row.attempts >= DEFAULT_ATTEMPTS * 2;
  if (hopeless || exhausted) {
    logger.error({ err: error, effect: row.name, id: row.id }, 'an effect was parked');
    await park(database.relay, row.id, error.message, now?.());
  } else {
    logger.warn({ err: error, effect: row.name, id: row.id, attempts: row.attempts }, 'an effect is tried again');
    await postpone(database.relay, row.id, error.message, backoffMs(row.attempts, random), now?.());
  }
}

const isPassing = ({ code }: Failure): boolean =>
  code === 'UNAVAILABLE' || code === 'RESOURCE_EXHAUSTED' || code === 'DEADLINE_EXCEEDED' || code === 'ABORTED' || code === 'CANCELLED';
