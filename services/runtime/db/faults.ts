/** Sorts what Postgres says into: try again, somebody's data, or a defect. */
import { Failure, unavailable } from '../errors.ts';
import { sqlState } from './connection.ts';

// 57014 is our own statement timeout: the database is overloaded, or someone else's transaction is stuck. 53 is a full disk among
// others, 25006 a server that takes no writes just now.
const TRANSIENT_STATES = /^(40|08|53|57P0|57014|55P03|25P03|25006|58)/;
const TRANSIENT_CODES = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'ENOENT', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH',
]);
const UNANSWERED = 'Query read timeout';
const TRANSIENT_TEXT =
  /Query read timeout|Connection terminated|connection timeout|timeout exceeded when trying to connect|not queryable|Client has encountered a connection error|server closed the connection/i;

/** True for failures of connection, locks, serialisation, time and resources: the same work may succeed later. */
export function isTransient(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined) return TRANSIENT_STATES.test(state) || isMisrouted(error);
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return TRANSIENT_CODES.has(code) || TRANSIENT_TEXT.test(error.message);
}

/** A row was on its way into the default partition when the one that it belongs to was attached. The state is that of a check, but nobody's data is wrong. */
const isMisrouted = (error: unknown): boolean => error instanceof Error && 'routine' in error && error.routine === 'ExecPartitionCheckEmitError';

/** True when the server did not answer in time: the connection is of no use any more. */
export const isUnanswered = (error: unknown): error is Error => error instanceof Error && error.message === UNANSWERED;

/** True when the data itself is refused: bad values (22) and violated constraints (23). */
export function isDataError(error: unknown): boolean {
  return /^2[23]/.test(sqlState(error) ?? '') && !isMisrouted(error);
}

/** What a caller is told about an error of the database: transient ones become `UNAVAILABLE`, others pass. */
export function asFailure(error: unknown): unknown {
  if (error instanceof Failure || !isTransient(error)) return error;
  return unavailable('DATABASE_UNAVAILABLE', 'The database cannot be reached just now; try again.', error);
}
