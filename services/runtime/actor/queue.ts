/** The waiting turns: bounded per tenant, drawn round-robin over tenants, in order on every key. */
import { Failure } from '../errors.ts';
import type { Pending } from './submission.ts';

export interface QueueOptions {
  /** Waiting turns of one tenant; more are refused with `RESOURCE_EXHAUSTED`. */
  readonly perTenant: number;
}

export interface TurnQueue {
  readonly size: number;
  /** Appends; throws `RESOURCE_EXHAUSTED` when the tenant's share is full. */
  push(pending: Pending): void;
  /** Puts a turn that was already admitted before the others. */
  pushFront(pending: Pending): void;
  /** At most `limit` turns, one tenant after the other, none on a busy key nor past an earlier turn on its key. */
  draw(limit: number, busy: ReadonlySet<string>): Pending[];
}

const overloaded = (waiting: number): Failure =>
  new Failure({
    code: 'RESOURCE_EXHAUSTED',
    reason: 'QUEUE_FULL',
    message: 'Too many changes are waiting for this business; try again in a moment.',
    retryAfterMs: Math.min(5_000, 100 + waiting / 10),
  });

// How far a draw looks past turns that must wait, as a multiple of the batch.
const LOOK_AHEAD = 4;

export function createQueue(options: QueueOptions): TurnQueue {
  const tenants = new Map<string, Pending[]>();
  let size = 0;

  function queueOf(tenantId: string): Pending[] {
    const found = tenants.get(tenantId) ?? [];
    tenants.set(tenantId, found);
    return found;
  }

  /** Takes the first turn of a tenant that may run; everything it passes over blocks its keys for later turns. */
  function take(waiting: Pending[], blocked: Set<string>, limit: number): Pending | undefined {
    const reach = Math.min(waiting.length, limit * LOOK_AHEAD);
    for (let index = 0; index < reach; index += 1) {
      const pending = waiting[index];
      if (!pending) return undefined;
      if (!pending.addresses.some((address) => blocked.has(address))) {
        waiting.splice(index, 1);
        return pending;
      }
      for (const address of pending.addresses) blocked.add(address);
    }
    return undefined;
  }

  function draw(limit: number, busy: ReadonlySet<string>): Pending[] {
    const batch: Pending[] = [];
    // Addresses name their tenant, so one set serves all.
    const blocked = new Set(busy);
    let round: string[] = [];
    do {
      const before = batch.length;
      round = drawRound(batch, blocked, limit);
      if (batch.length === before) break;
    } while (batch.length < limit);
    rotate(round);
    size -= batch.length;
    return batch;
  }

  /** One turn of each tenant until the batch is full; gives the tenants that it came to. */
  function drawRound(batch: Pending[], blocked: Set<string>, limit: number): string[] {
    const visited: string[] = [];
    for (const [tenantId, waiting] of tenants) {
      if (batch.length === limit) break;
      const pending = take(waiting, blocked, limit);
      if (pending) batch.push(pending);
      visited.push(tenantId);
    }
    return visited;
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
