/**
 * One batch: many turns, one Postgres transaction, in the order that keeps it correct —
 * anchors, then time, request log and state in statements of their own, then the turns, then net differences.
 */
import { showTenants } from '../db/database.ts';
import type { Query } from '../db/query.ts';
import { together } from '../db/together.ts';
import { Failure } from '../errors.ts';
import type { NewId } from '../ids.ts';
import { lockAnchors, saveAnchors } from './anchors.ts';
import { saveEffects, saveEvents, type Finished } from './records.ts';
import { readRequestLog, saveReplies, type RequestLog } from './request-log.ts';
import type { Answer, Pending } from './submission.ts';
import type { ActorTables } from './tables.ts';
import { Reroute, runTurn } from './turn.ts';
import type { Key, Store } from './types.ts';
import { loadWorld, saveWorld, type Cell, type World } from './world.ts';

/** What became of a turn in a batch that commits. */
export type Result =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly failure: Failure }
  /** The turn needs more keys; nothing of it happened. */
  | { readonly kind: 'rerouted'; readonly keys: readonly Key[] }
  /** A key is held elsewhere; the turn waits on the slow path. */
  | { readonly kind: 'missed'; readonly address: string }
  /** The handler threw something that is no `Failure`: a defect. */
  | { readonly kind: 'broken'; readonly error: unknown };

/** What a committed batch did: its turns' results, and what others may want to know at once. */
export interface BatchOutcome {
  readonly results: ReadonlyMap<Pending, Result>;
  readonly events: number;
  readonly dueEffects: number;
  readonly changed: readonly Cell[];
}

export interface BatchOptions {
  readonly service: string;
  readonly stores: ReadonlyMap<string, Store<unknown>>;
  readonly tables: ActorTables;
  /** Replaces the database's clock in tests and simulation. */
  readonly now?: () => Date;
  /** Ids of events and effects; `newId` by default. */
  readonly newId?: NewId;
  /** Wait for keys that someone else holds, instead of leaving their turns out. */
  readonly wait: boolean;
}

/** What a batch asks of its transaction besides tables, as a port. */
export interface BatchTransaction {
  /** From here on the transaction sees only these tenants (uuids). */
  show(query: Query, tenants: readonly string[]): Promise<void>;
  /** From here on locks are waited for this long, in milliseconds. */
  waitForLocks(query: Query, ms: number): Promise<void>;
  /** The store's time at this moment, not at the transaction's begin. */
  now(query: Query): Promise<Date>;
  /** Locks effects that are delivered, waiting for whoever holds one. Gives the ids that are still there. */
  lockEffects(query: Query, ids: readonly string[]): Promise<string[]>;
  /** Takes delivered effects away. */
  removeEffects(query: Query, ids: readonly string[]): Promise<void>;
}

/** A batch's transaction in Postgres. */
export const postgresBatch: BatchTransaction = {
  show: showTenants,
  async waitForLocks(query, ms) {
    await query.run(`set local lock_timeout = ${ms}`);
  },
  async now(query) {
    const [row] = await query.run<{ now: Date }>('select clock_timestamp() as now');
    if (!row) throw new TypeError('the database did not tell the time');
    return row.now;
  },
  async lockEffects(query, ids) {
    const rows = await query.run<{ id: string }>('select id from effect where id = any($1::uuid[]) order by id for update', [ids]);
    return rows.map(({ id }) => id);
  },
  async removeEffects(query, ids) {
    await query.run('delete from effect where id = any($1::uuid[])', [ids]);
  },
};

/** Runs the batch inside `query`'s transaction. Throws what the database throws: then nothing happened and nobody is answered. */
export async function runBatch(query: Query, batch: readonly Pending[], options: BatchOptions): Promise<BatchOutcome> {
  const { tables } = options;
  const world = await lockAnchors(tables.anchors, query, batch, options.wait);
  const [ready, missed] = split(batch, world);
  const results = new Map<Pending, Result>(missed);
  if (ready.length === 0) return { results, events: 0, dueEffects: 0, changed: [] };

  // Database time after the locks, so that it never runs backwards on a key.
  const [now, log, delivered] = await together(
    query,
    async () => options.now?.() ?? (await tables.batch.now(query)),
    () => readRequestLog(tables.requestLog, query, ready.map(({ submission }) => submission)),
    () => lockDeliveries(tables.batch, query, ready),
  );
  await loadWorld(tables.batch, query, world, ready, options.stores);

  const finished = runTurns(ready, world, { now, log, deliverable: delivered, newId: options.newId }, results);

  const replies = finished.map(({ pending, records }) => ({ submission: pending.submission, reply: records.reply }));
  // What is made quickly comes first: Postgres writes it while the rows of the state are made.
  const [, , events, dueEffects] = await together(
    query,
    () => removeDeliveries(tables.batch, query, finished),
    () => saveReplies(tables.requestLog, query, replies, now),
    () => saveEvents(tables.records, query, options.service, finished, now, options.newId),
    () => saveEffects(tables.records, query, finished, now, options.newId),
    () => saveAnchors(tables.anchors, query, world),
    () => saveWorld(query, world, options.stores, now),
  );
  return { results, events, dueEffects, changed: [...world.values()].filter((cell) => cell.version !== cell.loadedVersion) };
}

function split(batch: readonly Pending[], world: World): [Pending[], [Pending, Result][]] {
  const ready: Pending[] = [];
  const missed: [Pending, Result][] = [];
  for (const pending of batch) {
    const address = pending.addresses.find((candidate) => !world.has(candidate));
    if (address === undefined) ready.push(pending);
    else missed.push([pending, { kind: 'missed', address }]);
  }
  return [ready, missed];
}

async function lockDeliveries(transaction: BatchTransaction, query: Query, batch: readonly Pending[]): Promise<Set<string>> {
  const ids = batch.flatMap(({ submission }) => submission.effectId ?? []);
  return new Set(ids.length === 0 ? [] : await transaction.lockEffects(query, ids));
}

async function removeDeliveries(transaction: BatchTransaction, query: Query, finished: readonly Finished[]): Promise<void> {
  const ids = finished.flatMap(({ pending }) => pending.submission.effectId ?? []);
  if (ids.length > 0) await transaction.removeEffects(query, ids);
}

const NOTHING: Answer = { reply: new Uint8Array(), replayed: true };

/** Runs the turns in arrival order; each sees what the ones before it did. */
function runTurns(
  batch: readonly Pending[],
  world: World,
  { now, log, deliverable, newId }: { readonly now: Date; readonly log: RequestLog; readonly deliverable: Set<string>; readonly newId: NewId | undefined },
  results: Map<Pending, Result>,
): Finished[] {
  const finished: Finished[] = [];
  for (const pending of batch) {
    const { submission } = pending;
    try {
      const known = log.find(submission);
      // An effect delivered twice, in one batch or over time, counts once: the first delivery removes its row.
      const gone = submission.effectId !== undefined && !deliverable.has(submission.effectId);
      if (known || gone) {
        results.set(pending, { kind: 'answered', answer: known ?? NOTHING });
        continue;
      }
      const records = runTurn(pending, world, now, newId);
      if (submission.effectId !== undefined) deliverable.delete(submission.effectId);
      finished.push({ pending, records });
      log.remember(submission, records.reply);
      results.set(pending, { kind: 'answered', answer: { reply: records.reply, replayed: false } });
    } catch (error) {
      results.set(pending, asResult(error));
    }
  }
  return finished;
}

function asResult(error: unknown): Result {
  if (error instanceof Failure) return { kind: 'refused', failure: error };
  if (error instanceof Reroute) return { kind: 'rerouted', keys: error.keys };
  return { kind: 'broken', error };
}
