/** How people ask for something: again and again under one request id, until it is known what became of that, or for long enough. */
import type { DescMethodUnary, MessageShape } from '@bufbuild/protobuf';
import type { Caller } from '#runtime/actor/types.ts';
import { callNode, type Reply } from './call.ts';
import type { World } from './world.ts';

/** Codes that say that another try may succeed. */
export const PASSING: ReadonlySet<string> = new Set(['UNAVAILABLE', 'ABORTED', 'RESOURCE_EXHAUSTED', 'DEADLINE_EXCEEDED']);
export const TRIES = 5;

export interface Asking<T> {
  /** One of its own by default. */
  readonly requestId?: string;
  /** Is told of every reply. */
  readonly hear?: (reply: Reply<T>) => void;
}

/** Nothing else will come of it: done, or refused for good. */
export const isSettled = (reply: Reply<unknown>): boolean =>
  reply.kind === 'ok' || (reply.kind === 'failed' && !PASSING.has(reply.failure.code) && reply.failure.reason !== 'PAYMENT_IN_PROGRESS');

/** Asks booking; gives the last reply, which says nothing when it is `unknown` or a failure that may pass. */
export async function ask<M extends DescMethodUnary>(
  world: World, caller: Caller, method: M, request: MessageShape<M['input']>, { requestId = world.newId(), hear }: Asking<MessageShape<M['output']>> = {},
): Promise<Reply<MessageShape<M['output']>>> {
  for (let tries = 1; ; tries += 1) {
    const reply = await callNode(world, world.nodesOf('booking'), { method, request, caller, requestId, label: method.name });
    hear?.(reply);
    if (isSettled(reply) || tries === TRIES) return reply;
    await world.sleep(world.scheduler.random.between(200, 4_000));
  }
}
