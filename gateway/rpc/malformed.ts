/** What the protocol layer refuses by itself is answered like every other bad request: right code, reason and bad field. */
import { Code, ConnectError, type HandlerContext } from '@connectrpc/connect';
import { Failure } from '#runtime/errors.ts';
import { newId } from '#runtime/ids.ts';
import type { Logger } from '#runtime/logger.ts';
import { connectCodeOf, detailsOf, tooLate } from './connect-errors.ts';
import { EDGE_CALL } from './edge-call.ts';

/**
 * Connect parses requests before any interceptor runs and calls a body that is no Protobuf `INTERNAL`. It aborts the call's context
 * with the error before it writes it, on all protocols alike: that is where the error gets its proper code and details.
 */
export function explainRefusals(logger: Logger): (context: HandlerContext) => void {
  return ({ signal, method, values }) => {
    signal.addEventListener('abort', () => {
      const error: unknown = signal.reason;
      // An error with details is one of ours.
      if (!(error instanceof ConnectError) || error.details.length > 0) return;
      const failure = refusal(error);
      values.get(EDGE_CALL).failed(failure);
      if (failure.code === 'INTERNAL') logger.error({ err: error, error_id: failure.details.metadata?.['errorId'], method: method.name }, 'unexpected error');
      Object.assign(error, { code: connectCodeOf(failure.code), rawMessage: failure.message, message: failure.message });
      error.details.push(...detailsOf(failure));
    });
  };
}

/** The failure that a protocol error stands for. */
export function refusal(error: ConnectError): Failure {
  const { code, rawMessage } = error;
  switch (code) {
    case Code.ResourceExhausted:
      return new Failure({ code: 'RESOURCE_EXHAUSTED', reason: 'MESSAGE_TOO_LARGE', message: `The request is too large: ${rawMessage}.` });
    case Code.DeadlineExceeded:
      return tooLate(error);
    case Code.Canceled:
    case Code.Aborted:
      return new Failure({ code: 'CANCELLED', reason: 'CANCELLED', message: 'The caller left.' });
    case Code.Unimplemented:
      return new Failure({ code: 'UNIMPLEMENTED', reason: 'UNIMPLEMENTED', message: rawMessage });
    default:
      return rawMessage.startsWith('serialize ') || rawMessage === 'internal error' ? unexpected(error) : malformed(rawMessage, error);
  }
}

function unexpected(cause: ConnectError): Failure {
  const errorId = newId();
  const message = `Something went wrong on our side. Please give this id to support: ${errorId}`;
  return new Failure({ code: 'INTERNAL', reason: 'INTERNAL', message, metadata: { errorId }, cause });
}

const UNKNOWN_FIELD = /key "(?<field>[^"]*)" is unknown/;
const BAD_FIELD = /cannot decode field (?<message>[\w.]+)\.(?<field>\w+) from JSON(?:: (?<expected>.*))?/s;

function malformed(text: string, cause: ConnectError): Failure {
  const unknown = UNKNOWN_FIELD.exec(text)?.groups?.['field'];
  if (unknown !== undefined) return bad('UNKNOWN_FIELD', [{ field: unknown, description: 'is not a field of this request' }], cause);
  const { field, expected } = BAD_FIELD.exec(text)?.groups ?? {};
  if (field !== undefined) return bad('INVALID_FIELD', [{ field, description: expected ?? 'has a value of the wrong type' }], cause);
  return new Failure({ code: 'INVALID_ARGUMENT', reason: 'MALFORMED_REQUEST', message: `The request cannot be read: ${text}`, cause });
}

function bad(reason: string, violations: readonly { field: string; description: string }[], cause: ConnectError): Failure {
  const message = violations.map(({ field, description }) => `${field}: ${description}`).join('; ');
  return new Failure({ code: 'INVALID_ARGUMENT', reason, message, violations, cause });
}
