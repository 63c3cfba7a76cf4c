/** What a handler sees of a call: authenticated, allowed, validated and bounded in time before it gets there. */
import type { DescMethod, Message } from '@bufbuild/protobuf';
import type { Context } from '@opentelemetry/api';
import type { Metadata } from '@grpc/grpc-js';
import type { Caller } from '../actor/types.ts';

/** One admitted call. */
export interface ServerCall {
  readonly method: DescMethod;
  readonly request: Message;
  readonly caller: Caller;
  /** The request's `request_id`, else the `x-request-id` of the call, else a new one. */
  readonly requestId: string;
  readonly deadline: Date;
  /** Aborts when the caller leaves or the deadline passes. */
  readonly signal: AbortSignal;
  /** Context of the call's span. */
  readonly context: Context;
}

/** One call as it comes from the wire. */
export interface Incoming {
  readonly method: DescMethod;
  readonly metadata: Metadata;
  /** The service that the other end's certificate names; absent where services connect without certificates. */
  readonly peer?: string | undefined;
  readonly body: Uint8Array;
  /** The caller's deadline; `undefined` when there is none. */
  readonly deadline: Date | undefined;
  /** Aborted when the caller leaves, and by whoever gives the call up. */
  readonly controller: AbortController;
}

/** Puts one encoded message on the wire; resolves when the next one is welcome. */
export type Send = (message: Uint8Array) => Promise<void>;

/** Serves one call to its end; rejects with the failure to answer. */
export type Serve = (incoming: Incoming, send: Send) => Promise<void>;

/** `berth.booking.v1.BookingService/CreateBooking`: what traces, metrics and logs call a method. */
export const nameOf = (method: DescMethod): string => `${method.parent.typeName}/${method.name}`;
