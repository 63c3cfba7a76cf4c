/** The one vocabulary of failure: every error that reaches a caller is a `Failure` with a canonical code and a reason. */

/** Canonical gRPC codes that Berth raises. */
export type FailureCode =
  | 'INVALID_ARGUMENT'
  | 'UNAUTHENTICATED'
  | 'PERMISSION_DENIED'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'FAILED_PRECONDITION'
  | 'ABORTED'
  | 'OUT_OF_RANGE'
  | 'RESOURCE_EXHAUSTED'
  | 'DEADLINE_EXCEEDED'
  | 'CANCELLED'
  | 'UNAVAILABLE'
  | 'UNIMPLEMENTED'
  | 'INTERNAL';

/** One bad field of a request: `field` is its path in proto names, `description` what it should be. */
export interface FieldViolation {
  readonly field: string;
  readonly description: string;
}

/** What a failure carries besides code, reason and message. */
export interface FailureDetails {
  /** Facts for programs (`google.rpc.ErrorInfo.metadata`); never secrets. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Bad fields (`google.rpc.BadRequest`). */
  readonly violations?: readonly FieldViolation[];
  /** When to come back (`google.rpc.RetryInfo`), in milliseconds. */
  readonly retryAfterMs?: number;
  /** What caused it; logged, never sent. */
  readonly cause?: unknown;
}

/**
 * A refusal as a value: what domain functions return when a rule says no.
 * `reason` is UPPER_SNAKE_CASE and stable; `message` is a sentence for people that says what to do.
 */
export interface Rejection extends FailureDetails {
  readonly code: FailureCode;
  readonly reason: string;
  readonly message: string;
}

/** A refusal on its way to the caller: the only error type whose text leaves the process. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly reason: string;
  readonly details: FailureDetails;

  constructor(rejection: Rejection) {
    const { stackTraceLimit } = Error;
    // A refusal is an answer: nobody reads where it was made, and in a rush there are thousands a second. A defect is another matter.
    if (rejection.code !== 'INTERNAL') Error.stackTraceLimit = 0;
    super(rejection.message, rejection.cause === undefined ? undefined : { cause: rejection.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.name = 'Failure';
    this.code = rejection.code;
    this.reason = rejection.reason;
    const { metadata, violations, retryAfterMs } = rejection;
    this.details = {
      ...(metadata && { metadata }),
      ...(violations && { violations }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
  }
}

/** A rule of the domain says no: `FAILED_PRECONDITION` unless another code is given. */
export function reject(reason: string, message: string, more: FailureDetails & { code?: FailureCode } = {}): Rejection {
  const { code = 'FAILED_PRECONDITION', ...details } = more;
  return { code, reason, message, ...details };
}

/** `INVALID_ARGUMENT` about one field. */
export function invalidField(field: string, description: string, reason = 'INVALID_FIELD'): Failure {
  return new Failure({
    code: 'INVALID_ARGUMENT',
    reason,
    message: `${field}: ${description}`,
    violations: [{ field, description }],
  });
}

/** `NOT_FOUND`, worded alike for things that do not exist and things of others. */
export function notFound(what: string, id: string): Failure {
  return new Failure({ code: 'NOT_FOUND', reason: 'NOT_FOUND', message: `There is no ${what} ${id}.`, metadata: { id } });
}

/** `UNAVAILABLE`: the one code that clients retry blindly. */
export function unavailable(reason: string, message: string, cause?: unknown): Failure {
  return new Failure({ code: 'UNAVAILABLE', reason, message, retryAfterMs: 500, cause });
}
