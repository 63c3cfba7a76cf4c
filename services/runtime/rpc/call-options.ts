/** What a caller says about one outgoing call, and the deadline that follows from it. */
import type { DescMethod } from '@bufbuild/protobuf';
import type { Context } from '@opentelemetry/api';
import type { Caller } from '../actor/types.ts';
import { deadlineOf, tooLate } from './interceptors/deadline.ts';

export interface CallOptions {
  /** On whose behalf; the called service sees exactly this tenant, subject and roles. */
  readonly caller: Caller;
  /** Cancels the call. */
  readonly signal?: AbortSignal;
  /** Milliseconds the call may take; 5,000 for unary calls and 15 minutes for streams by default. */
  readonly deadlineMs?: number;
  /** Idempotency key; a new one by default. */
  readonly requestId?: string;
}

const DEFAULT_MS = 5_000;
const DEFAULT_STREAM_MS = 15 * 60_000;
/** What is kept of a parent's time to answer it after the call failed. */
const MARGIN_MS = 50;

/** When a call ends at the latest: by its own limit, and before the call that it is made for. Throws when that is over. */
export function callDeadline(method: DescMethod, { deadlineMs }: CallOptions, parent: Context): Date {
  const own = Date.now() + (deadlineMs ?? (method.methodKind === 'unary' ? DEFAULT_MS : DEFAULT_STREAM_MS));
  const inherited = deadlineOf(parent)?.getTime();
  const deadline = inherited === undefined ? own : Math.min(own, inherited - MARGIN_MS);
  if (deadline <= Date.now()) throw tooLate();
  return new Date(deadline);
}
