/** What enters a mailbox, and what becomes of it. */
import type { Context, Link, Span } from '@opentelemetry/api';
import type { AuditedAct } from '../audit/acts.ts';
import type { Failure } from '../errors.ts';
import type { Actor } from './actor.ts';
import type { Caller, Key, Turn } from './types.ts';

/** One turn to run: a command, a delivered event, an effect's outcome or a reminder. */
export interface Submission<S = unknown, E = unknown> {
  readonly actor: Actor<S, E>;
  readonly caller: Caller;
  /** Scope of the request id, and the turn's name in traces: an RPC's full name, `event:<type>`, `effect:<name>`. */
  readonly method: string;
  /** Idempotency key within (tenant, caller, method); absent when `effectId` makes the turn unique, or when a repeat shall run again. */
  readonly requestId?: string;
  /** Fingerprint of the request's deterministic bytes: the same id with another body is refused. */
  readonly bodyHash?: Uint8Array;
  readonly keys: readonly Key[];
  /** What stores have to load for this turn. */
  readonly window?: unknown;
  /** The effect or reminder that this turn delivers: its row goes in the same transaction; gone already means nothing to do. */
  readonly effectId?: string;
  /** What the audit log is to hear of the turn, once it has changed something. */
  readonly audited?: AuditedAct;
  /** Runs the handler; gives the encoded reply, which the request log keeps. */
  run(turn: Turn<S, E>): Uint8Array;
  /** Trace that the turn belongs to. */
  readonly context: Context;
  /** Traces that led to the turn besides its own. */
  readonly links?: Link[];
  /** The turn is dropped when it has not begun by then. */
  readonly deadline?: Date;
  /** The turn is dropped when the caller leaves before it begins. */
  readonly signal?: AbortSignal;
}

/** The answer of a turn. `replayed` when the request log had it. */
export interface Answer {
  readonly reply: Uint8Array;
  readonly replayed: boolean;
}

/** A submission that waits or runs. */
export interface Pending {
  readonly submission: Submission;
  readonly span: Span;
  /** The turn's keys now: those of the route and what rerouting added. */
  keys: readonly Key[];
  /** `keys` as strings within the tenant, for locks and maps. */
  addresses: readonly string[];
  reroutes: number;
  settle(outcome: Answer | Failure): void;
}

/** A key's unique name across tenants. */
export const addressOf = (tenantId: string, key: Key): string => `${tenantId}/${key.type}/${key.id}`;

/** Names of all keys of a turn, without repeats. */
export const addressesOf = (tenantId: string, keys: readonly Key[]): readonly string[] => [
  ...new Set(keys.map((key) => addressOf(tenantId, key))),
];
