/** Joins grpc-js calls to `Serve`: a call that ends early aborts its signal, and a slow reader slows the handler down. */
import type { DescMethod, DescService } from '@bufbuild/protobuf';
import type { ServerUnaryCall, ServerWritableStream, UntypedServiceImplementation, sendUnaryData } from '@grpc/grpc-js';
import { once } from 'node:events';
import { Failure } from '../errors.ts';
import type { Incoming, Send, Serve } from './call.ts';
import type { TransportSecurity } from './transport-security.ts';
import { tooLate } from './interceptors/deadline.ts';
import { toStatus } from './status.ts';

type UnaryCall = ServerUnaryCall<Uint8Array, Uint8Array>;
type StreamCall = ServerWritableStream<Uint8Array, Uint8Array>;

/** The streams that are open, so that a server that stops can end them. */
export interface OpenStreams {
  /** Takes in a stream until it ends; one that comes too late ends at once. */
  add(controller: AbortController): Disposable;
  /** Ends all streams, and those to come, with this failure. */
  end(failure: Failure): void;
}

export function openStreams(): OpenStreams {
  const open = new Set<AbortController>();
  let over: Failure | undefined;
  return {
    add(controller) {
      if (over) controller.abort(over);
      open.add(controller);
      return { [Symbol.dispose]: () => void open.delete(controller) };
    },
    end(failure) {
      over = failure;
      for (const controller of open) controller.abort(failure);
    },
  };
}

/** What handlers of calls share. */
export interface Implementing {
  readonly serve: Serve;
  readonly streams: OpenStreams;
  readonly security: Pick<TransportSecurity, 'peerOf'>;
}

/** grpc-js handlers of all methods of a service. Throws for methods whose requests stream: Berth has none. */
export function implementationOf(service: DescService, implementing: Implementing): UntypedServiceImplementation {
  const handlers = service.methods.map((method) => {
    if (method.methodKind === 'unary') return [method.name, unaryHandler(method, implementing)] as const;
    if (method.methodKind === 'server_streaming') return [method.name, streamHandler(method, implementing)] as const;
    throw new TypeError(`${service.typeName}/${method.name}: streams of requests are not served`);
  });
  return Object.fromEntries(handlers);
}

function unaryHandler(method: DescMethod, { serve, security }: Implementing) {
  return (call: UnaryCall, callback: sendUnaryData<Uint8Array>): void => {
    let reply: Uint8Array | undefined;
    const keep: Send = async (message) => void (reply = message);
    serve(incomingOf(method, call, security), keep).then(
      () => callback(null, reply ?? new Uint8Array()),
      (error: unknown) => callback(toStatus(asFailure(error))),
    );
  };
}

function streamHandler(method: DescMethod, { serve, streams, security }: Implementing) {
  return (call: StreamCall): void => {
    const incoming = incomingOf(method, call, security);
    const { signal } = incoming.controller;
    const open = streams.add(incoming.controller);
    const send: Send = async (message) => {
      if (!call.write(message)) await once(call, 'drain', { signal });
    };
    serve(incoming, send)
      .finally(() => open[Symbol.dispose]())
      .then(
        () => call.end(),
        (error: unknown) => call.emit('error', toStatus(asFailure(error))),
      );
  };
}

function incomingOf(method: DescMethod, call: UnaryCall | StreamCall, { peerOf }: Implementing['security']): Incoming {
  const controller = new AbortController();
  const at = call.getDeadline();
  const deadline = at === Infinity ? undefined : new Date(at);
  // grpc-js cancels at the caller's deadline as well.
  call.once('cancelled', () => controller.abort(deadline && deadline.getTime() <= Date.now() ? tooLate() : callerLeft()));
  return { method, metadata: call.metadata, peer: peerOf(call.getAuthContext()), body: call.request, deadline, controller };
}

const callerLeft = (): Failure => new Failure({ code: 'CANCELLED', reason: 'CANCELLED', message: 'The caller left.' });

const asFailure = (error: unknown): Failure =>
  error instanceof Failure ? error : new Failure({ code: 'INTERNAL', reason: 'INTERNAL', message: 'Internal error.', cause: error });
