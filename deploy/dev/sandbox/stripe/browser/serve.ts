/** GET /stripe.js: the browser script, bundled from the modules beside this file at the first request. */
import { join } from 'node:path';
import { type Handler, text } from '../../http/exchange.ts';

let script: Promise<string> | undefined;

export const serveStripeJs: Handler = async () => {
  script ??= bundle();
  return text(200, 'text/javascript; charset=utf-8', await script, { 'access-control-allow-origin': '*', 'cache-control': 'no-cache', 'cross-origin-resource-policy': 'cross-origin' });
};

async function bundle(): Promise<string> {
  const { build } = await import('vite'); // half a second that starting the sandbox need not wait for
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    root: import.meta.dirname,
    build: { write: false, minify: false, target: 'es2023', lib: { entry: join(import.meta.dirname, 'stripe-js.ts'), formats: ['iife'], name: 'BerthStripeSandbox' } },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (output === undefined || !('output' in output)) throw new Error('stripe.js was not bundled');
  return output.output[0].code;
}
