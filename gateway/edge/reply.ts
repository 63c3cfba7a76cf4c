/** Whole answers at plain HTTP edges: bodies in one piece, errors as problem+json (RFC 9457). */
import { STATUS_CODES } from 'node:http';
import type { Failure, FailureCode } from '#runtime/errors.ts';
import type { Exchange } from './exchange.ts';

/** A whole answer. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** JSON that nobody keeps. */
export const json = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  body: `${JSON.stringify(value)}\n`,
});

/** Plain text that nobody keeps. */
export const text = (status: number, body: string): Reply => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  body: `${body}\n`,
});

/** An error at a plain HTTP edge. `reason` is stable and for programs, `detail` says what to do. */
export function problem(status: number, reason: string, detail: string, headers: Readonly<Record<string, string>> = {}): Reply {
  const body = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, reason, detail };
  return json(status, body, { 'content-type': 'application/problem+json', ...headers });
}

const STATUSES: Readonly<Record<FailureCode, number>> = {
  INVALID_ARGUMENT: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  FAILED_PRECONDITION: 400,
  ABORTED: 409,
  OUT_OF_RANGE: 400,
  RESOURCE_EXHAUSTED: 429,
  DEADLINE_EXCEEDED: 504,
  CANCELLED: 499,
  UNAVAILABLE: 503,
  UNIMPLEMENTED: 501,
  INTERNAL: 500,
};

/** A failure at a plain HTTP edge. */
export function problemOf({ code, reason, message, details }: Failure): Reply {
  const { retryAfterMs } = details;
  const retry = retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
  return problem(STATUSES[code], reason, message, retry);
}

/** Sends an answer; only its header to HEAD. */
export function send({ method, response }: Pick<Exchange, 'method' | 'response'>, { status, headers, body }: Reply): void {
  const bodiless = status === 204 || status === 304;
  response.writeHead(status, { ...(!bodiless && { 'content-length': String(Buffer.byteLength(body)) }), ...headers });
  if (method === 'HEAD' || bodiless) response.end();
  else response.end(body);
}
