/** A page of another origin, under a strict content security policy, that pays with Stripe.js the way a shop does. */
import { text } from '../../http/exchange.ts';
import { listen, type HttpListener } from '../../http/listen.ts';
import { PUBLISHABLE_KEY } from './connected.ts';

/** `?secret=` is the client secret; the results of calls appear in #result as JSON. */
export function serveCheckout(sandboxUrl: string): Promise<HttpListener> {
  const policy = `default-src 'none'; script-src 'self' ${sandboxUrl}; connect-src ${sandboxUrl}; style-src 'self'; img-src data:`;
  return listen(
    'checkout page',
    ({ url }) => {
      if (url.pathname === '/checkout.js') return text(200, 'text/javascript', SCRIPT);
      if (url.pathname === '/checkout.css') return text(200, 'text/css', STYLE);
      return text(200, 'text/html; charset=utf-8', page(sandboxUrl), { 'content-security-policy': policy });
    },
    {},
  );
}

function page(sandboxUrl: string): string {
  return `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Checkout</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/checkout.css">
<main><h1>Pay €20.00</h1><div id="card"></div><button id="pay">Pay</button><output id="result"></output></main>
<script src="${sandboxUrl}/stripe.js"></script><script src="/checkout.js"></script></html>`;
}

const STYLE = `:root{color-scheme:light dark;font:16px system-ui}body{margin:0;background:light-dark(#f6f7fa,#0f1218);color:light-dark(#111,#eee)}
main{max-width:30rem;margin:auto;padding:24px;display:grid;gap:16px}#pay{padding:12px;font:inherit}output{overflow-wrap:anywhere}`;

const SCRIPT = `
const query = new URLSearchParams(location.search);
const result = document.querySelector('#result');
const show = (value) => { result.textContent = JSON.stringify(value); };
if (query.has('secret')) {
  const stripe = Stripe('${PUBLISHABLE_KEY}');
  const elements = stripe.elements({ clientSecret: query.get('secret'), appearance: JSON.parse(query.get('appearance') ?? '{}') });
  const payment = elements.create('payment');
  window.events = [];
  for (const name of ['ready', 'change', 'loaderror']) payment.on(name, (event) => window.events.push({ name, ...event }));
  payment.mount('#card');
  window.payment = payment;
  document.querySelector('#pay').addEventListener('click', async () => {
    show({ busy: true });
    show(await stripe.confirmPayment({ elements, confirmParams: { return_url: location.origin + '/done' }, redirect: query.get('redirect') ?? 'if_required' }));
  });
}`;
