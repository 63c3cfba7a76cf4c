/**
 * 3-D Secure: the bank's page a customer is sent to, and the call that ends a challenge; both need the client secret.
 */
import { type Handler, json, type Reply, text } from '../http/exchange.ts';
import { requireClientSecret, publicView } from './api/client-access.ts';
import { challengePage, donePage } from './challenge-page.ts';
import { newId } from './model/ids.ts';
import { StripeFault } from './model/payment-error.ts';
import type { PaymentIntent } from './model/payment-intent.ts';
import { authenticateIntent } from './operations/authenticate-intent.ts';
import { findIntent } from './operations/find.ts';
import type { Transact } from './transact.ts';

/**
 * GET shows the page; POST with `outcome=complete|fail` ends the challenge, answering JSON to Stripe.js and a redirect
 * to a form.
 */
export function serveChallenge(transact: Transact, intentId: string): Handler {
  return async (request) => {
    try {
      if (request.method === 'GET') return page(transact, intentId, request.url.searchParams);
      if (request.method === 'POST')
        return await finish(transact, intentId, new URLSearchParams(request.body.toString('utf8')));
      return json(405, { error: { message: 'use GET or POST' } });
    } catch (error) {
      if (error instanceof StripeFault) return json(error.status, { error: error.body });
      throw error;
    }
  };
}

function page(transact: Transact, id: string, query: URLSearchParams): Reply {
  const request = { id: newId('req', 14), idempotency_key: null };
  const { result: intent } = transact(request, (call) => findIntent(call, id));
  requireClientSecret(intent, query.get('client_secret') ?? undefined);
  const body =
    intent.status === 'requires_action' ? challengePage(intent, query.get('return_url') ?? '') : donePage(intent);
  return text(200, 'text/html; charset=utf-8', body, {
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'referrer-policy': 'no-referrer',
  });
}

async function finish(transact: Transact, id: string, form: URLSearchParams): Promise<Reply> {
  const outcome = form.get('outcome');
  if (outcome !== 'complete' && outcome !== 'fail')
    return json(400, { error: { message: 'outcome must be complete or fail' } });
  const { result, saved } = transact({ id: newId('req', 14), idempotency_key: null }, (call) => {
    const intent = findIntent(call, id);
    requireClientSecret(intent, form.get('client_secret') ?? undefined);
    return authenticateIntent(call, intent, outcome === 'complete');
  });
  await saved;
  const returnUrl = form.get('return_url');
  if (returnUrl === null) return json(200, publicView(result.intent));
  return returnUrl === '' ? json(200, { status: result.intent.status }) : redirect(returnUrl, result.intent);
}

function redirect(returnUrl: string, intent: PaymentIntent): Reply {
  if (!URL.canParse(returnUrl) || !/^https?:$/.test(new URL(returnUrl).protocol))
    return json(400, { error: { message: 'return_url must be an http(s) address' } });
  const target = new URL(returnUrl);
  target.searchParams.set('payment_intent', intent.id);
  target.searchParams.set('payment_intent_client_secret', intent.client_secret);
  target.searchParams.set('redirect_status', intent.status === 'requires_payment_method' ? 'failed' : 'succeeded');
  return text(303, 'text/plain', '', { location: target.href, 'referrer-policy': 'no-referrer' });
}
