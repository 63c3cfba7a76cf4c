/** Whatever was thrown by a call becomes one plain object that says what went wrong and what to do. */
import { Code, ConnectError } from '@connectrpc/connect';
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from '../../gen/google/rpc/error_details_pb.ts';

/** Canonical gRPC codes. */
export type ErrorCode =
  | 'CANCELLED'
  | 'UNKNOWN'
  | 'INVALID_ARGUMENT'
  | 'DEADLINE_EXCEEDED'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'PERMISSION_DENIED'
  | 'RESOURCE_EXHAUSTED'
  | 'FAILED_PRECONDITION'
  | 'ABORTED'
  | 'OUT_OF_RANGE'
  | 'UNIMPLEMENTED'
  | 'INTERNAL'
  | 'UNAVAILABLE'
  | 'DATA_LOSS'
  | 'UNAUTHENTICATED';

/** One bad field of a request. */
export interface Violation {
  /** Path in proto names, such as `offering.price`. */
  readonly field: string;
  /** What it should be. */
  readonly description: string;
}

/** A failed call. */
export interface BerthError {
  readonly code: ErrorCode;
  /** Stable and for programs, such as `SLOT_TAKEN`; empty when the failure did not come from Berth (a broken network). */
  readonly reason: string;
  /** For people. */
  readonly message: string;
  readonly violations: readonly Violation[];
  /** Facts that belong to the reason. */
  readonly metadata: Readonly<Record<string, string>>;
  /** When to try again; absent when trying again is pointless or free. */
  readonly retryAfterMs?: number;
}

const codes: Record<Code, ErrorCode> = {
  [Code.Canceled]: 'CANCELLED',
  [Code.Unknown]: 'UNKNOWN',
  [Code.InvalidArgument]: 'INVALID_ARGUMENT',
  [Code.DeadlineExceeded]: 'DEADLINE_EXCEEDED',
  [Code.NotFound]: 'NOT_FOUND',
  [Code.AlreadyExists]: 'ALREADY_EXISTS',
  [Code.PermissionDenied]: 'PERMISSION_DENIED',
  [Code.ResourceExhausted]: 'RESOURCE_EXHAUSTED',
  [Code.FailedPrecondition]: 'FAILED_PRECONDITION',
  [Code.Aborted]: 'ABORTED',
  [Code.OutOfRange]: 'OUT_OF_RANGE',
  [Code.Unimplemented]: 'UNIMPLEMENTED',
  [Code.Internal]: 'INTERNAL',
  [Code.Unavailable]: 'UNAVAILABLE',
  [Code.DataLoss]: 'DATA_LOSS',
  [Code.Unauthenticated]: 'UNAUTHENTICATED',
};

/** Reads an error thrown by any call of the SDK; never throws itself. */
export function berthError(thrown: unknown): BerthError {
  const error = ConnectError.from(thrown);
  const info = error.findDetails(ErrorInfoSchema)[0];
  const retry = error.findDetails(RetryInfoSchema)[0]?.retryDelay;
  return {
    code: codes[error.code],
    reason: info?.reason ?? '',
    message: error.rawMessage,
    violations: error.findDetails(BadRequestSchema).flatMap((detail) => detail.fieldViolations.map(toViolation)),
    metadata: info?.metadata ?? {},
    ...(retry && { retryAfterMs: Number(retry.seconds) * 1000 + retry.nanos / 1e6 }),
  };
}

const toViolation = ({ field, description }: Violation): Violation => ({ field, description });
