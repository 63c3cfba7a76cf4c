/** GET /stripe.js: the browser script, bundled from the modules beside this file. */
import { join } from 'node:path';
import { bundleScript } from '../../http/bundle-script.ts';
import { type Handler, text } from '../../http/exchange.ts';

const HEADERS = {
  'access-control-allow-origin': '*',
  'cache-control': 'no-cache',
  'cross-origin-resource-policy': 'cross-origin',
};

export const serveStripeJs: Handler = async () =>
  text(200, 'text/javascript; charset=utf-8', await bundleScript(join(import.meta.dirname, 'stripe-js.ts')), HEADERS);
