/** grpc-js calls as promises and async iterables of bytes; an aborted signal cancels the call on the wire. */
import type { DescMethod } from '@bufbuild/protobuf';
import type { Client, ClientUnaryCall, Metadata, ServiceError } from '@grpc/grpc-js';
import { Failure } from '../errors.ts';
import { methodDefinition } from './adapter.ts';
import { fromStatus } from './status.ts';

/** One call, ready to go. */
export interface BytesCall {
  readonly client: Client;
  readonly method: DescMethod;
  readonly body: Uint8Array;
  readonly metadata: Metadata;
  readonly deadline: Date;
  readonly signal: AbortSignal | undefined;
}

/** The answer of a unary call; rejects with a `Failure`. */
export function unaryBytes({ client, method, body, metadata, deadline, signal }: BytesCall): Promise<Uint8Array> {
  if (signal?.aborted) return Promise.reject(cancelled(signal));
  const { path, requestSerialize, responseDeserialize } = methodDefinition(method);
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const settle = (error: ServiceError | null, value?: Uint8Array): void => {
    signal?.removeEventListener('abort', cancel);
    if (error) reject(failureOf(error, signal));
    else resolve(value ?? new Uint8Array());
  };
  const call: ClientUnaryCall = client.makeUnaryRequest(path, requestSerialize, responseDeserialize, body, metadata, { deadline }, settle);
  const cancel = (): void => call.cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  return promise;
}

/** The messages of a server stream as they come, read no faster than they are consumed. Leaving the loop cancels the call. */
export async function* streamBytes({ client, method, body, metadata, deadline, signal }: BytesCall): AsyncGenerator<Uint8Array> {
  if (signal?.aborted) throw cancelled(signal);
  const { path, requestSerialize, responseDeserialize } = methodDefinition(method);
  const call = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, body, metadata, { deadline });
  const cancel = (): void => call.cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    yield* call;
  } catch (error) {
    throw isServiceError(error) ? failureOf(error, signal) : error;
  } finally {
    signal?.removeEventListener('abort', cancel);
    // After the end of the stream this does nothing; before it, the status `CANCELLED` that it causes is ours, not an error.
    call.on('error', () => undefined);
    call.cancel();
  }
}

const isServiceError = (error: unknown): error is ServiceError => error instanceof Error && 'code' in error && 'details' in error;

const failureOf = (error: ServiceError, signal: AbortSignal | undefined): Failure => (signal?.aborted ? cancelled(signal) : fromStatus(error));

/** What the abort's reason says, when it says it as a failure: a deadline upstream stays a deadline. */
const cancelled = ({ reason }: AbortSignal): Failure =>
  reason instanceof Failure ? reason : new Failure({ code: 'CANCELLED', reason: 'CANCELLED', message: 'The call was cancelled.', cause: reason });
