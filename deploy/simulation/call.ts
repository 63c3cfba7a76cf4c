/** A call over a network that may lose it, or lose the answer: the caller then does not know what became of it. */
import type { DescMessage, DescMethodUnary, Message, MessageShape } from '@bufbuild/protobuf';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { Caller } from '#runtime/actor/types.ts';
import { Failure, unavailable } from '#runtime/errors.ts';
import { fullName } from '#runtime/rpc/handlers.ts';
import { EPOCH } from '#runtime/testing/simulation/process.ts';
import type { Ground } from './ground.ts';
import type { Node } from './node.ts';

export interface Call<M extends DescMethodUnary> {
  readonly method: M;
  readonly request: MessageShape<M['input']>;
  readonly caller: Caller;
  readonly requestId: string;
  /** In the trace. */
  readonly label: string;
}

/** `unknown`: it may have been done, or may be done yet. */
export type Reply<T> =
  | { readonly kind: 'ok'; readonly message: T; readonly bytes: Uint8Array }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'unknown' };

const TIMEOUT_MS = 8_000;
const DEFECTS: ReadonlySet<string> = new Set(['INTERNAL', 'UNIMPLEMENTED']);

/** Calls one of the processes. */
export function callNode<M extends DescMethodUnary>(ground: Ground, nodes: readonly Node[], call: Call<M>): Promise<Reply<MessageShape<M['output']>>> {
  const { scheduler, plan } = ground;
  const { random } = scheduler;
  const lost = (what: string): boolean => {
    const happens = !ground.calm && random.chance(plan.rpcMishap);
    if (happens) ground.count(`call: ${what}`);
    return happens;
  };
  const node = random.pick(nodes);
  return new Promise((resolve) => {
    const timer = scheduler.later(TIMEOUT_MS, `${call.label}: no answer`, () => resolve({ kind: 'unknown' }));
    function answer(reply: Reply<MessageShape<M['output']>>): void {
      // A process that died has broken the connection: the caller hears of that, or of nothing.
      if (!node.process.alive || lost('answer lost')) return;
      scheduler.later(random.between(0.2, 8), `${call.label}: ${textOf(reply)}`, () => (timer[Symbol.dispose](), resolve(reply)));
    }
    if (lost('lost')) return;
    if (!node.process.alive) return refuse(unreachable());
    scheduler.later(random.between(0.2, 8), call.label, () => void serve(ground, node, call).then(answer), node.process);

    function refuse(failure: Failure): void {
      scheduler.later(1, `${call.label}: refused`, () => (timer[Symbol.dispose](), resolve({ kind: 'failed', failure })));
    }
  });
}

const unreachable = (): Failure => unavailable('UNREACHABLE', 'The service cannot be reached just now; try again.');

const textOf = <T>(reply: Reply<T>): string => (reply.kind === 'failed' ? reply.failure.reason : reply.kind);

async function serve<M extends DescMethodUnary>(ground: Ground, node: Node, { method, request, caller, requestId, label }: Call<M>): Promise<Reply<MessageShape<M['output']>>> {
  const handler = node.handlers.get(fullName(method));
  if (!handler) throw new TypeError(`${fullName(method)} has no handler in the simulation`);
  const deadline = new Date(EPOCH + ground.scheduler.now() + TIMEOUT_MS);
  try {
    const result = await (handler({ method, request, caller, requestId, deadline, signal: new AbortController().signal, context: ROOT_CONTEXT }) as Promise<Uint8Array | Message>);
    // On the wire everything is bytes.
    const bytes = result instanceof Uint8Array ? result : toBinary<DescMessage>(method.output, result);
    return { kind: 'ok', bytes, message: fromBinary(method.output, bytes) as MessageShape<M['output']> };
  } catch (error) {
    if (!(error instanceof Failure) || DEFECTS.has(error.code)) ground.violate('I10', `${label} failed with ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`);
    return { kind: 'failed', failure: error instanceof Failure ? error : unreachable() };
  }
}
