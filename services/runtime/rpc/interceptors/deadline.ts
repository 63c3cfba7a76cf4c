/** No call lasts for ever: it has a deadline, its signal aborts then, and calls made for it inherit what is left. */
import type { DescMethod } from '@bufbuild/protobuf';
import { type Context, createContextKey } from '@opentelemetry/api';
import { Failure } from '../../errors.ts';
import type { Incoming } from '../call.ts';

/** Milliseconds a unary call may take when its caller does not say. */
const DEFAULT_MS = 10_000;
/** Milliseconds a stream may last when its caller does not say. */
const DEFAULT_STREAM_MS = 15 * 60_000;
const KEY = createContextKey('berth deadline');

/** The deadline of the call that a context belongs to. */
export function deadlineOf(context: Context): Date | undefined {
  const value = context.getValue(KEY);
  return value instanceof Date ? value : undefined;
}

/** A context whose outgoing calls end before `deadline`. */
export const withDeadline = (context: Context, deadline: Date): Context => context.setValue(KEY, deadline);

/** `DEADLINE_EXCEEDED`. */
export const tooLate = (): Failure =>
  new Failure({ code: 'DEADLINE_EXCEEDED', reason: 'DEADLINE_EXCEEDED', message: 'The call took longer than its caller allowed.' });

/** How long a call may take when nobody says. */
export const defaultDeadlineMs = ({ methodKind }: DescMethod): number => (methodKind === 'unary' ? DEFAULT_MS : DEFAULT_STREAM_MS);

/** Runs `work` until it ends, its caller leaves or its deadline passes, whichever comes first. */
export async function bounded<T>({ method, deadline: asked, controller }: Incoming, work: (deadline: Date) => Promise<T>): Promise<T> {
  const deadline = asked ?? new Date(Date.now() + defaultDeadlineMs(method));
  const remaining = deadline.getTime() - Date.now();
  if (remaining <= 0) throw tooLate();
  const { signal } = controller;
  signal.throwIfAborted();
  const timer = setTimeout(() => controller.abort(tooLate()), remaining);
  const ended = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => ended.reject(signal.reason), { once: true });
  try {
    return await Promise.race([work(deadline), ended.promise]);
  } finally {
    clearTimeout(timer);
  }
}
