/** The one funnel of RPC errors: a failure keeps code, reason, message, bad fields and retry delay on all three protocols. */
import { create } from '@bufbuild/protobuf';
import { durationFromMs } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError } from '@connectrpc/connect';
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from '#proto/google/rpc/error_details_pb.ts';
import { Failure, type FailureCode, unavailable } from '#runtime/errors.ts';
import { ERROR_DOMAIN } from '#runtime/rpc/status.ts';

const CODES: Readonly<Record<FailureCode, Code>> = {
  INVALID_ARGUMENT: Code.InvalidArgument,
  UNAUTHENTICATED: Code.Unauthenticated,
  PERMISSION_DENIED: Code.PermissionDenied,
  NOT_FOUND: Code.NotFound,
  ALREADY_EXISTS: Code.AlreadyExists,
  FAILED_PRECONDITION: Code.FailedPrecondition,
  ABORTED: Code.Aborted,
  OUT_OF_RANGE: Code.OutOfRange,
  RESOURCE_EXHAUSTED: Code.ResourceExhausted,
  DEADLINE_EXCEEDED: Code.DeadlineExceeded,
  CANCELLED: Code.Canceled,
  UNAVAILABLE: Code.Unavailable,
  UNIMPLEMENTED: Code.Unimplemented,
  INTERNAL: Code.Internal,
};

/** Connect's number of a code. */
export const connectCodeOf = (code: FailureCode): Code => CODES[code];

/** A failure as Connect sends it. Its cause stays here. */
export function toConnectError(failure: Failure): ConnectError {
  const headers = retryHeaders(failure);
  return new ConnectError(failure.message, CODES[failure.code], headers, detailsOf(failure));
}

type OutgoingDetails = NonNullable<ConstructorParameters<typeof ConnectError>[3]>;

/** `google.rpc` details of a failure. */
export function detailsOf({ reason, details }: Failure): OutgoingDetails {
  const { metadata = {}, violations, retryAfterMs } = details;
  return [
    { desc: ErrorInfoSchema, value: { reason, domain: ERROR_DOMAIN, metadata: { ...metadata } } },
    ...(violations ? [{ desc: BadRequestSchema, value: create(BadRequestSchema, { fieldViolations: [...violations] }) }] : []),
    ...(retryAfterMs === undefined ? [] : [{ desc: RetryInfoSchema, value: { retryDelay: durationFromMs(Math.ceil(retryAfterMs)) } }]),
  ];
}

const retryHeaders = ({ details: { retryAfterMs } }: Failure): HeadersInit =>
  retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };

/**
 * What a caller of `service` is told when the connection to it failed. Such failures come without a reason of their own, with
 * addresses of our network in their text, and as `INTERNAL` when the service died during the call.
 */
export function upstreamFailure(service: string, failure: Failure): Failure {
  const { code } = failure;
  const fromTransport = failure.reason === code;
  if (fromTransport && code === 'DEADLINE_EXCEEDED') return tooLate(failure);
  return fromTransport && (code === 'UNAVAILABLE' || code === 'INTERNAL') ? unavailable('SERVICE_UNAVAILABLE', `The ${service} service cannot be reached at the moment. Try again.`, failure) : failure;
}

/** The caller's deadline, or ours where they named none, has passed. */
export const tooLate = (cause?: unknown): Failure =>
  new Failure({ code: 'DEADLINE_EXCEEDED', reason: 'DEADLINE_EXCEEDED', message: 'The call took longer than its caller allowed.', cause });
