/**
 * One attempt at an effect or reminder: the call, then its outcome as a turn that removes the row; whatever goes wrong, the
 * row is tried again later or parked with its reason, unless somebody else has leased it meanwhile.
 */
import type { Context } from '@opentelemetry/api';
import type { Actor } from '../actor/actor.ts';
import type { Submission } from '../actor/submission.ts';
import type { Caller } from '../actor/types.ts';
import { systemClock, timeLimit } from '../clock.ts';
import { BERTH } from '../telemetry/attributes.ts';
import { contextOf, traceparentOf } from '../telemetry/propagation.ts';
import { inSpan } from '../telemetry/spans.ts';
import { backoffMs } from './backoff.ts';
import { postgresEffects, type EffectRow } from './table.ts';
import { DeadlinePassed, Permanent, type EffectContext, type EffectRunner } from './types.ts';
import { CallFailed, isHopeless, textOf } from './verdict.ts';
import type { EffectWorkerOptions } from './worker.ts';

/** Milliseconds of one attempt whose runner does not say. */
export const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_ATTEMPTS = 12;

/** Makes the attempt. Rejects only when the database cannot be told how it ended: then the lease runs out. */
export async function carryOut(options: EffectWorkerOptions, row: EffectRow, stopping: AbortSignal): Promise<void> {
  const actor = options.actors.find(({ name }) => name === row.actor);
  const parent = contextOf(row.traceparent);
  try {
    // Not final: while a service is being replaced, its old version meets what the new one asked for.
    if (!actor) throw new TypeError(`no actor ${row.actor} in this service; deploy a version that has it`);
    if (row.kind === 'reminder') await remind(options, row, actor, parent);
    else await call(options, row, actor, parent, stopping);
    options.count?.('done');
  } catch (error) {
    await failed(options, row, error);
  }
}

async function remind({ mailbox }: EffectWorkerOptions, row: EffectRow, actor: Actor, context: Context): Promise<void> {
  const handler = actor.reminders?.[row.name];
  if (!handler) throw new TypeError(`${actor.name} has no reminder ${row.name}; deploy a version that has it`);
  await mailbox.submit({ ...delivery(row, actor, context, 'reminder'), run: (turn) => (handler(turn), new Uint8Array()) });
}

async function call(options: EffectWorkerOptions, row: EffectRow, actor: Actor, context: Context, stopping: AbortSignal): Promise<void> {
  const runner = options.runners.find(({ type }) => type.name === row.name);
  if (!runner) throw new TypeError(`no runner for the effect ${row.name}; deploy a version that has it`);
  await inSpan(options.tracer, `effect ${row.name}`, { parent: context, attributes: effectAttributes(row) }, async (within) => {
    const outcome = await outcomeOf(runner, row, within, options, stopping);
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
async function outcomeOf(
  runner: EffectRunner,
  row: EffectRow,
  within: Context,
  { logger, clock = systemClock }: EffectWorkerOptions,
  stopping: AbortSignal,
): Promise<unknown> {
  using limit = timeLimit(clock, runner.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const contextOn = (signal: AbortSignal): EffectContext => ({
    id: row.id,
    tenantId: row.tenant_id,
    key: { type: row.key_type, id: row.key },
    attempt: row.attempts,
    signal,
    traceparent: traceparentOf(within),
  });
  try {
    // An attempt that is under way at the deadline may end; none begins after it.
    if (row.overdue === true) throw new DeadlinePassed(row.attempts - 1);
    return await interruptible(limit.signal, stopping, (signal) => runner.run(row.input as never, contextOn(signal)));
  } catch (error) {
    // Interrupted says nothing about the other side: whoever comes next has not lost an attempt.
    if (stopping.aborted) throw new CallFailed(error);
    const last = error instanceof Permanent || row.attempts >= (runner.maxAttempts ?? DEFAULT_ATTEMPTS);
    if (!last) throw new CallFailed(error);
    if (!runner.giveUp) throw error instanceof Permanent ? error : new Permanent(textOf(error), { cause: error });
    logger.warn({ err: error, effect: row.name, attempts: row.attempts }, 'an effect was given up');
    return runner.giveUp(row.input as never, error instanceof Error ? error : new Error(String(error)));
  }
}

/**
 * The call's outcome; an error when the service stops meanwhile, for calls that do not listen to their signal. A signal of its own:
 * one that is made of the worker's would stay with that for as long as the worker lives.
 */
async function interruptible<T>(limit: AbortSignal, stopping: AbortSignal, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  stopping.throwIfAborted();
  const controller = new AbortController();
  const interrupted = Promise.withResolvers<never>();
  const timeUp = (): void => controller.abort(limit.reason);
  const interrupt = (): void => {
    const reason = new Error('the service stopped during the call');
    controller.abort(reason);
    interrupted.reject(reason);
  };
  limit.addEventListener('abort', timeUp, { once: true });
  stopping.addEventListener('abort', interrupt, { once: true });
  try {
    return await Promise.race([call(controller.signal), interrupted.promise]);
  } finally {
    limit.removeEventListener('abort', timeUp);
    stopping.removeEventListener('abort', interrupt);
  }
}

async function deliver({ mailbox }: EffectWorkerOptions, row: EffectRow, actor: Actor, outcome: unknown, context: Context): Promise<void> {
  const handler = actor.outcomes?.[row.name];
  if (!handler) throw new TypeError(`${actor.name} does not take the outcome of ${row.name}; deploy a version that does`);
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
async function failed({ database, logger, now, random, tables, count }: EffectWorkerOptions, row: EffectRow, error: unknown): Promise<void> {
  const { park, postpone } = tables?.effects ?? postgresEffects;
  const facts = { err: error, effect: row.name, kind: row.kind, id: row.id, attempts: row.attempts };
  if (isHopeless(error, row.attempts)) {
    logger.error(facts, 'an effect was parked');
    count?.('parked');
    await park(database.relay, row.id, textOf(error), now?.(), row.attempts);
  } else {
    logger.warn(facts, 'an effect is tried again');
    count?.('retried');
    await postpone(database.relay, row.id, textOf(error), backoffMs(row.attempts, random), now?.(), row.attempts);
  }
}
