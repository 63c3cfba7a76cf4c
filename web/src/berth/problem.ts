/** Whatever went wrong becomes a sentence that says what to do, and whether trying again makes sense. */
import { type BerthError, berthError } from '@berth/sdk/browser';
import { t } from '../strings.ts';

export interface Problem {
  readonly title: string;
  readonly detail: string;
  readonly retryable: boolean;
}

/** For people. The server's own sentences are kept: they are written for customers. */
export function problemOf(thrown: unknown): Problem {
  const error = berthError(thrown);
  const detail = error.reason === '' && error.code !== 'UNAVAILABLE' ? t.problems.unknown : error.message;
  return { title: titleOf(error), detail, retryable: isRetryable(error) };
}

function titleOf({ code }: BerthError): string {
  switch (code) {
    case 'UNAVAILABLE':
    case 'DEADLINE_EXCEEDED':
      return t.problems.unreachable;
    case 'RESOURCE_EXHAUSTED':
      return t.problems.busy;
    case 'NOT_FOUND':
      return t.problems.notFound;
    case 'PERMISSION_DENIED':
      return t.problems.notAllowed;
    case 'UNAUTHENTICATED':
      return t.problems.signedOut;
    case 'FAILED_PRECONDITION':
    case 'ABORTED':
    case 'ALREADY_EXISTS':
    case 'INVALID_ARGUMENT':
      return t.problems.refused;
    default:
      return t.problems.failed;
  }
}

const isRetryable = ({ code }: BerthError): boolean => !['NOT_FOUND', 'PERMISSION_DENIED', 'INVALID_ARGUMENT', 'ALREADY_EXISTS', 'UNAUTHENTICATED'].includes(code);

/** The description of a bad field of a request, by its name in the contract. */
export const violationOf = (thrown: unknown, field: string): string | undefined =>
  thrown === null || thrown === undefined ? undefined : berthError(thrown).violations.find((violation) => violation.field === field)?.description;
