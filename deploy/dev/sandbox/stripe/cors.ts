/** Lets pages of any origin call a handler, as Stripe's API does; what protects a payment is its client secret. */
import type { Handler, Reply } from '../http/exchange.ts';

const OPEN = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers':
    'authorization, content-type, idempotency-key, stripe-version, traceparent, tracestate',
  'access-control-expose-headers': 'Request-Id, Idempotent-Replayed',
  'access-control-max-age': '300',
};

export function allowBrowsers(handler: Handler): Handler {
  return async (request) => {
    const reply: Reply = request.method === 'OPTIONS' ? { status: 204, headers: {}, body: '' } : await handler(request);
    return { ...reply, headers: { ...reply.headers, ...OPEN } };
  };
}
