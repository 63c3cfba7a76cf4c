/** Pages of listed origins may call; no other origin, no wildcard, no cookies. */
import { cors } from '@connectrpc/connect';
import { type Exchange, headerOf } from './exchange.ts';
import { RATE_LIMIT_HEADERS } from '../rpc/rate-limit.ts';
import { problem, send } from './reply.ts';

const REQUEST_HEADERS = [...cors.allowedHeaders, 'Authorization', 'Berth-Tenant', 'Idempotency-Key', 'Traceparent', 'X-Request-Id'];
const RESPONSE_HEADERS = [...cors.exposedHeaders, 'Retry-After', ...RATE_LIMIT_HEADERS, 'Traceparent', 'X-Request-Id'];

/** Sets the CORS headers. True when the request was a preflight and is answered. */
export function answerCors(exchange: Exchange, allowedOrigins: ReadonlySet<string>): boolean {
  const { request, response, method } = exchange;
  const origin = headerOf(request, 'origin');
  if (origin === undefined) return false;
  response.setHeader('vary', 'Origin');
  const allowed = allowedOrigins.has(origin);
  if (allowed) {
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-expose-headers', RESPONSE_HEADERS.join(', '));
  }
  if (method !== 'OPTIONS' || headerOf(request, 'access-control-request-method') === undefined) return false;
  send(exchange, allowed ? preflight : problem(403, 'ORIGIN_NOT_ALLOWED', `Pages of ${origin} may not call. Add the origin to ALLOWED_ORIGINS.`));
  return true;
}

const preflight = {
  status: 204,
  headers: {
    'access-control-allow-methods': cors.allowedMethods.join(', '),
    'access-control-allow-headers': REQUEST_HEADERS.join(', '),
    'access-control-max-age': '7200',
  },
  body: '',
};
