/** Every write carries an idempotency key: generated when empty, and the same on each retry of the call. */
import { type DescMessage, type Message, clone, isMessage } from '@bufbuild/protobuf';
import { reflect } from '@bufbuild/protobuf/reflect';
import type { Interceptor } from '@connectrpc/connect';
import { randomHex } from './random.ts';

/** Fills `request_id` where the request has one, with the call's `Idempotency-Key` header or a new key. Stands before the retries, so that they repeat it. */
export const requestIds: Interceptor = (next) => (request) => {
  if (request.stream) return next(request);
  const key = request.header.get('idempotency-key') ?? randomHex(16);
  return next({ ...request, message: withRequestId(request.method.input, request.message, key) });
};

/** The message with `key` as its `request_id`, unless it has one; a copy, so that the caller may send the same object as a new request later. */
export function withRequestId(schema: DescMessage, message: Message, key: string): Message {
  const field = schema.fields.find((candidate) => candidate.name === 'request_id');
  if (field?.fieldKind !== 'scalar' || !isMessage(message, schema)) return message;
  if (reflect(schema, message).get(field) !== '') return message;
  const copy = clone(schema, message);
  reflect(schema, copy).set(field, key);
  return copy;
}
