/** 3-D Secure: the bank's page a customer is sent to, and the call that ends a challenge; both need the client secret. */
import { escape, html } from '../html.ts';
import { type Handler, json, type Reply, text } from '../http/exchange.ts';
import { requireClientSecret, publicView } from './api/client-access.ts';
import { newId } from './model/ids.ts';
import { formatted } from './model/currencies.ts';
import { StripeFault } from './model/payment-error.ts';
import type { PaymentIntent } from './model/payment-intent.ts';
import { authenticateIntent } from './operations/authenticate-intent.ts';
import { findIntent } from './operations/find.ts';
import type { Transact } from './transact.ts';

/** GET shows the page; POST with `outcome=complete|fail` ends the challenge, answering JSON to Stripe.js and a redirect to a form. */
export function serveChallenge(transact: Transact, intentId: string): Handler {
  return async (request) => {
    try {
      if (request.method === 'GET') return page(transact, intentId, request.url.searchParams);
      if (request.method === 'POST') return await finish(transact, intentId, new URLSearchParams(request.body.toString('utf8')));
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
  const body = intent.status === 'requires_action' ? challengePage(intent, query.get('return_url') ?? '') : donePage(intent);
  return text(200, 'text/html; charset=utf-8', body, { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'", 'referrer-policy': 'no-referrer' });
}

async function finish(transact: Transact, id: string, form: URLSearchParams): Promise<Reply> {
  const outcome = form.get('outcome');
  if (outcome !== 'complete' && outcome !== 'fail') return json(400, { error: { message: 'outcome must be complete or fail' } });
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
  if (!URL.canParse(returnUrl) || !/^https?:$/.test(new URL(returnUrl).protocol)) return json(400, { error: { message: 'return_url must be an http(s) address' } });
  const target = new URL(returnUrl);
  target.searchParams.set('payment_intent', intent.id);
  target.searchParams.set('payment_intent_client_secret', intent.client_secret);
  target.searchParams.set('redirect_status', intent.status === 'requires_payment_method' ? 'failed' : 'succeeded');
  return text(303, 'text/plain', '', { location: target.href, 'referrer-policy': 'no-referrer' });
}

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{margin:0;min-height:100vh;display:grid;place-items:center;background:light-dark(#eef1f6,#10131a)}
main{width:min(26rem,100vw - 3rem);box-sizing:border-box;padding:2rem;border-radius:12px;background:light-dark(#fff,#1b202b);color:light-dark(#1a1f36,#e6e9f0);box-shadow:0 8px 30px #0003}
h1{margin:0 0 .5rem;font-size:1.25rem}form{display:grid;gap:.75rem;margin-top:1.5rem}button{font:inherit;font-weight:600;padding:.7rem;border-radius:8px;border:1px solid light-dark(#c4cad6,#48506a);background:none;color:inherit;cursor:pointer}
button.primary{background:#4f46e5;border-color:#4f46e5;color:#fff}button:focus-visible{outline:3px solid #8b87f5;outline-offset:2px}`;

function challengePage(intent: PaymentIntent, returnUrl: string): string {
  return document(html`<h1>3-D Secure</h1><p>Your bank asks you to confirm the payment of <strong>${formatted(intent.amount, intent.currency)}</strong>. This is the sandbox: choose how it ends.</p>
<form method="post"><input type="hidden" name="client_secret" value="${intent.client_secret}"><input type="hidden" name="return_url" value="${returnUrl}">
<button class="primary" name="outcome" value="complete">Complete</button><button name="outcome" value="fail">Fail</button></form>`.source);
}

function donePage(intent: PaymentIntent): string {
  return document(html`<h1>Nothing to confirm</h1><p>This payment has the status <strong>${intent.status}</strong>.</p>`.source);
}

function document(main: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape('3-D Secure')}</title><style>${STYLE}</style><main>${main}</main></html>`;
}
