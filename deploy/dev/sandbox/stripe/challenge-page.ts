/** The page a customer's bank would show for 3-D Secure: what is paid, and how the challenge ends. */
import { html, Html } from '../html.ts';
import { formatted } from './model/currencies.ts';
import type { PaymentIntent } from './model/payment-intent.ts';

export function challengePage(intent: PaymentIntent, returnUrl: string): string {
  return document(html`<h1>3-D Secure</h1>
    <p>
      Your bank asks you to confirm the payment of <strong>${formatted(intent.amount, intent.currency)}</strong>. This is
      the sandbox: choose how it ends.
    </p>
    <form method="post">
      <input type="hidden" name="client_secret" value="${intent.client_secret}" />
      <input type="hidden" name="return_url" value="${returnUrl}" />
      <button class="primary" name="outcome" value="complete">Complete</button>
      <button name="outcome" value="fail">Fail</button>
    </form>`);
}

export function donePage(intent: PaymentIntent): string {
  return document(html`<h1>Nothing to confirm</h1>
    <p>This payment has the status <strong>${intent.status}</strong>.</p>`);
}

function document(main: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>3-D Secure</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <main>${main}</main>
      </body>
    </html>`.source;
}

const STYLE = new Html(`
:root { color-scheme:light dark; font:16px/1.5 system-ui,sans-serif; }
body {
  margin: 0;
  min-height: 100vh;
  display: grid;
  place-items: center;
  background: light-dark(#eef1f6,#10131a);
}
main {
  width: min(26rem,100vw - 3rem);
  box-sizing: border-box;
  padding: 2rem;
  border-radius: 12px;
  background: light-dark(#fff,#1b202b);
  color: light-dark(#1a1f36,#e6e9f0);
  box-shadow: 0 8px 30px #0003;
}
h1 { margin:0 0 .5rem; font-size:1.25rem; }
form { display:grid; gap:.75rem; margin-top:1.5rem; }
button {
  font: inherit;
  font-weight: 600;
  padding: .7rem;
  border-radius: 8px;
  border: 1px solid light-dark(#c4cad6,#48506a);
  background: none;
  color: inherit;
  cursor: pointer;
}
button.primary { background:#4f46e5; border-color:#4f46e5; color:#fff; }
button: focus-visible { outline:3px solid #8b87f5; outline-offset:2px; }
`);
