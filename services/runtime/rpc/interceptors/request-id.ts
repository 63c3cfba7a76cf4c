/** Every call has a request id, and a repeat by the same caller has the same one. */
import type { DescMethod, Message } from '@bufbuild/protobuf';
import type { Metadata } from '@grpc/grpc-js';
import { invalidField } from '../../errors.ts';
import { newId } from '../../ids.ts';

/** Metadata key of a request id. */
export const REQUEST_ID = 'x-request-id';

const ACCEPTABLE = /^[\x21-\x7e]{1,128}$/;

/** Throws `INVALID_ARGUMENT` for what cannot be a request id. */
export function checkRequestId(requestId: unknown): asserts requestId is string {
  if (typeof requestId === 'string' && ACCEPTABLE.test(requestId)) return;
  throw invalidField('request_id', 'must be 1 to 128 visible ASCII characters; a UUID is a good choice');
}

/** The `request_id` of the request, else that of the metadata, else a new one. */
export function requestIdOf(method: DescMethod, request: Message, metadata: Metadata): string {
  const sent = fieldOf(method, request) || metadata.get(REQUEST_ID)[0] || newId();
  checkRequestId(sent);
  return sent;
}

/** The request's own `request_id`, for methods whose request has one. */
function fieldOf(method: DescMethod, request: Message): unknown {
  const field = method.input.fields.find(({ name }) => name === 'request_id');
  return field && Reflect.get(request, field.localName);
}
