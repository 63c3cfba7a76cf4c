/** Typed clients of other services: a method for each RPC, named as in the contract. */
import type { DescMessage, DescMethod, DescMethodServerStreaming, DescMethodUnary, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import type { GenService, GenServiceMethods } from '@bufbuild/protobuf/codegenv2';
import { nameOf } from './call.ts';
import type { CallOptions } from './call-options.ts';
import { type ConnectionOptions, openConnection, type RpcConnection } from './connection.ts';

export type { CallOptions } from './call-options.ts';

type Call<M> = M extends { methodKind: 'unary'; input: infer I extends DescMessage; output: infer O extends DescMessage }
  ? (request: MessageInitShape<I>, options: CallOptions) => Promise<MessageShape<O>>
  : M extends { methodKind: 'server_streaming'; input: infer I extends DescMessage; output: infer O extends DescMessage }
    ? (request: MessageInitShape<I>, options: CallOptions) => AsyncGenerator<MessageShape<O>>
    : never;

/** One function for each RPC of a service; rejections are `Failure`s. Disposing it closes the connection. */
export type ClientOf<M extends GenServiceMethods> = { readonly [K in keyof M]: Call<M[K]> } & Disposable;

/** A client of `service`: `connectTo(PaymentService, { address, tokens, telemetry }).getPayment({ id }, { caller })`. */
export function connectTo<M extends GenServiceMethods>(service: GenService<M>, options: ConnectionOptions): ClientOf<M> {
  const connection = openConnection(service, options);
  const calls = service.methods.map((method) => [method.localName, callOf(connection, method)]);
  // One call for each method of the descriptor that `M` was generated with: the compiler cannot see that they are the same.
  return Object.assign(Object.fromEntries(calls), { [Symbol.dispose]: () => connection[Symbol.dispose]() }) as ClientOf<M>;
}

type Request = MessageInitShape<DescMessage>;

function callOf(connection: RpcConnection, method: DescMethod) {
  if (isUnary(method)) return (request: Request, options: CallOptions) => connection.unary(method, request, options);
  if (isServerStreaming(method)) return (request: Request, options: CallOptions) => connection.serverStream(method, request, options);
  throw new TypeError(`${nameOf(method)}: streams of requests are not supported`);
}

const isUnary = (method: DescMethod): method is DescMethod & DescMethodUnary => method.methodKind === 'unary';
const isServerStreaming = (method: DescMethod): method is DescMethod & DescMethodServerStreaming =>
  method.methodKind === 'server_streaming';
