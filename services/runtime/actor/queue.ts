/** The waiting turns: bounded per tenant, drawn round-robin over tenants, in order on every key; crowds can be kept apart. */
import { Failure } from '../errors.ts';
import type { Pending } from './submission.ts';

export interface QueueOptions {
  /** Waiting turns of one tenant; more are refused with `RESOURCE_EXHAUSTED`. */
  readonly perTenant: number;
}

export interface TurnQueue {
  readonly size: number;
  /** True while some tenant has far more turns waiting than an ordinary moment brings: `draw` then tells crowds from others. */
  readonly isCrowded: boolean;
  /** Appends; throws `RESOURCE_EXHAUSTED` when the tenant's share is full. */
  push(pending: Pending): void;
  /** Puts a turn that was already admitted before the others. */
  pushFront(pending: Pending): void;
  /** At most `limit` turns, one tenant after the other, none on a busy key nor past an earlier turn on its key. */
  draw(limit: number, isBusy: (address: string) => boolean, whose?: Whose): Pending[];
}

/** Whose turns to draw: of tenants with a crowd waiting, of those without, or of all. */
export type Whose = 'all' | 'crowds' | 'others';

const overloaded = (waiting: number): Failure =>
  new Failure({
    code: 'RESOURCE_EXHAUSTED',
    reason: 'QUEUE_FULL',
    message: 'Too many changes are waiting for this business; try again in a moment.',
    retryAfterMs: Math.min(5_000, 100 + waiting / 10),
  });

// How far a draw looks past turns that must wait, as a multiple of the batch.
const LOOK_AHEAD = 4;
// More waiting turns than this are a crowd.
const CROWD = 32;

/** What one draw has seen of a tenant's turns. What it passed over stays blocked for the rest of the draw. */
interface Visit {
  readonly waiting: readonly Pending[];
  readonly taken: Set<Pending>;
  next: number;
}

/** Keys that a draw must leave. */
interface Blocked {
  has(address: string): boolean;
  add(address: string): void;
}

export function createQueue(options: QueueOptions): TurnQueue {
  const tenants = new Map<string, Pending[]>();
  let size = 0;

  function queueOf(tenantId: string): Pending[] {
    const found = tenants.get(tenantId) ?? [];
    tenants.set(tenantId, found);
    return found;
  }

  function draw(limit: number, isBusy: (address: string) => boolean, whose: Whose = 'all'): Pending[] {
    const batch: Pending[] = [];
    // Addresses name their tenant, so one set serves all.
    const passedOver = new Set<string>();
    const blocked: Blocked = { has: (address) => isBusy(address) || passedOver.has(address), add: (address) => passedOver.add(address) };
    const visits = new Map<string, Visit>();
    for (const [tenantId, waiting] of tenants) {
      if (whose === 'all' || waiting.length > CROWD === (whose === 'crowds')) visits.set(tenantId, { waiting, taken: new Set(), next: 0 });
    }
    if (visits.size === 0) return batch;
    let round: string[] = [];
    do {
      const before = batch.length;
      round = drawRound(visits, batch, blocked, limit);
      if (batch.length === before) break;
    } while (batch.length < limit);
    for (const [tenantId, { waiting, taken }] of visits) {
      if (taken.size > 0) tenants.set(tenantId, waiting.filter((pending) => !taken.has(pending)));
    }
    rotate(round);
    size -= batch.length;
    return batch;
  }

  /** The next draw begins with the tenant that the last round did not come to any more; empty ones go. */
  function rotate(visited: readonly string[]): void {
    for (const tenantId of visited) {
      const waiting = queueOf(tenantId);
      tenants.delete(tenantId);
      tenants.set(tenantId, waiting);
    }
    for (const [tenantId, waiting] of tenants) if (waiting.length === 0) tenants.delete(tenantId);
  }

  return {
    get size() {
      return size;
    },
    get isCrowded() {
      return size > CROWD && [...tenants.values()].some((waiting) => waiting.length > CROWD);
    },
    push(pending) {
      const waiting = queueOf(pending.submission.caller.tenantId);
      if (waiting.length >= options.perTenant) throw overloaded(waiting.length);
      waiting.push(pending);
      size += 1;
    },
    pushFront(pending) {
      queueOf(pending.submission.caller.tenantId).unshift(pending);
      size += 1;
    },
    draw,
  };
}

/** One turn of each tenant until the batch is full; gives the tenants that it came to. */
function drawRound(visits: ReadonlyMap<string, Visit>, batch: Pending[], blocked: Blocked, limit: number): string[] {
  const visited: string[] = [];
  for (const [tenantId, visit] of visits) {
    if (batch.length === limit) break;
    const pending = take(visit, blocked, limit);
    if (pending) batch.push(pending);
    visited.push(tenantId);
  }
  return visited;
}

/** Takes the next turn of a tenant that may run; everything it passes over blocks its keys for later turns. */
function take(visit: Visit, blocked: Blocked, limit: number): Pending | undefined {
  const reach = Math.min(visit.waiting.length, limit * LOOK_AHEAD);
  while (visit.next < reach) {
    const pending = visit.waiting[visit.next];
    visit.next += 1;
    if (!pending) return undefined;
    if (!pending.addresses.some((address) => blocked.has(address))) {
      visit.taken.add(pending);
      return pending;
    }
    for (const address of pending.addresses) blocked.add(address);
  }
  return undefined;
}
