/** Calls whose every attempt is in the log; a write of unknown outcome is repeated under its own request id until it is known. */
import { setTimeout as delay } from 'node:timers/promises';
import { type DescMethodUnary, type MessageInitShape, type MessageShape, type DescMessage, create, toBinary, toJsonString } from '@bufbuild/protobuf';
import { berthError, type BerthError, type ErrorCode } from '@berth/sdk';
import type { Call, CallLog } from './call-log.ts';

/** Nothing is known about what became of these; all other codes say that nothing happened. */
const UNKNOWN: ReadonlySet<ErrorCode> = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'CANCELLED', 'UNKNOWN', 'INTERNAL', 'DATA_LOSS', 'ABORTED']);

export type Result<T> =
  | { readonly outcome: 'ok'; readonly reply: T }
  | { readonly outcome: 'refused' | 'unknown'; readonly error: BerthError };

export interface Who {
  readonly tenant: string;
  readonly customer: string;
}

type Send<I extends DescMessage, O extends DescMessage> = (request: MessageInitShape<I>) => Promise<MessageShape<O>>;

/** One attempt, recorded. */
export async function recorded<I extends DescMessage, O extends DescMessage>(
  log: CallLog,
  who: Who,
  method: DescMethodUnary<I, O>,
  request: MessageInitShape<I>,
  send: Send<I, O>,
): Promise<Result<MessageShape<O>>> {
  const message = create(method.input, request);
  const requestId = 'requestId' in message && typeof message.requestId === 'string' ? message.requestId : undefined;
  const sent = Date.now();
  const common = { ...who, sent, method: method.name, request: toJsonString(method.input, message), ...(requestId !== undefined && { requestId }) };
  try {
    const reply = await send(request);
    log.record({ ...common, answered: Date.now(), outcome: 'ok', ...replyOf(method, reply) });
    return { outcome: 'ok', reply };
  } catch (thrown) {
    const error = berthError(thrown);
    const outcome = isUnknown(error) ? 'unknown' : 'refused';
    log.record({ ...common, answered: Date.now(), outcome, code: error.code, reason: error.reason, message: error.message });
    return { outcome, error };
  }
}

/** A rule that says `ABORTED` has a reason; a connection that was cut has none. */
const isUnknown = ({ code, reason }: BerthError): boolean => UNKNOWN.has(code) && !(code === 'ABORTED' && reason !== '');

function replyOf<O extends DescMessage>(method: DescMethodUnary<DescMessage, O>, reply: MessageShape<O>): Pick<Call, 'reply' | 'bytes'> {
  return { reply: toJsonString(method.output, reply), bytes: Buffer.from(toBinary(method.output, reply)).toString('base64') };
}

export interface Patience {
  /** Milliseconds after which an unknown outcome is left unknown. */
  readonly budgetMs: number;
  readonly signal: AbortSignal;
}

/** Attempts until the outcome is known, with the same request; a caller in a hurry leaves it unknown. */
export async function untilKnown<T>(attempt: () => Promise<Result<T>>, { budgetMs, signal }: Patience): Promise<Result<T>> {
  const deadline = performance.now() + budgetMs;
  for (let pauseMs = 100; ; pauseMs = Math.min(1_000, pauseMs * 2)) {
    const result = await attempt();
    if (result.outcome !== 'unknown' || performance.now() > deadline || signal.aborted) return result;
    await delay(Math.max(pauseMs, result.error.retryAfterMs ?? 0), undefined, { signal }).catch(() => undefined);
  }
}
