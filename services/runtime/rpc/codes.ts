/** Failure codes and gRPC status numbers, one to one. */
import { status } from '@grpc/grpc-js';
import type { FailureCode } from '../errors.ts';

const NUMBERS: Readonly<Record<FailureCode, status>> = {
  INVALID_ARGUMENT: status.INVALID_ARGUMENT,
  UNAUTHENTICATED: status.UNAUTHENTICATED,
  PERMISSION_DENIED: status.PERMISSION_DENIED,
  NOT_FOUND: status.NOT_FOUND,
  ALREADY_EXISTS: status.ALREADY_EXISTS,
  FAILED_PRECONDITION: status.FAILED_PRECONDITION,
  ABORTED: status.ABORTED,
  OUT_OF_RANGE: status.OUT_OF_RANGE,
  RESOURCE_EXHAUSTED: status.RESOURCE_EXHAUSTED,
  DEADLINE_EXCEEDED: status.DEADLINE_EXCEEDED,
  CANCELLED: status.CANCELLED,
  UNAVAILABLE: status.UNAVAILABLE,
  UNIMPLEMENTED: status.UNIMPLEMENTED,
  INTERNAL: status.INTERNAL,
};

const isCode = (name: string): name is FailureCode => Object.hasOwn(NUMBERS, name);
const CODES = new Map(Object.keys(NUMBERS).filter(isCode).map((code) => [NUMBERS[code], code]));

/** gRPC's number of a code. */
export const toNumber = (code: FailureCode): status => NUMBERS[code];

/** The code of a gRPC number; `INTERNAL` for those that Berth never raises. */
export const fromNumber = (number: status): FailureCode => CODES.get(number) ?? 'INTERNAL';
