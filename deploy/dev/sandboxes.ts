/** The providers that Berth talks to: the real ones whose settings are given, a local sandbox for each of the others. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Environment } from '#runtime/config/settings.ts';
import { startStripeSandbox } from './sandbox/stripe/sandbox.ts';
import { startTikTokSandbox } from './sandbox/tiktok/sandbox.ts';
import type { SecretStore } from './secrets.ts';
import type { DevSettings } from './settings.ts';

export interface Providers {
  /** Settings that make the services talk to them. */
  readonly env: Environment;
  /** What runs here, for the table at the end. */
  readonly running: readonly { readonly name: string; readonly url: string }[];
}

/** Sandboxes are pushed on `stack` and keep their books in the data directory. */
export async function startProviders(settings: DevSettings, secrets: SecretStore, stack: AsyncDisposableStack): Promise<Providers> {
  const parts = [await stripe(settings, secrets, stack), await tiktok(settings, secrets, stack)];
  return {
    env: Object.assign({}, ...parts.map(({ env }) => env)),
    running: parts.flatMap(({ running }) => running),
  };
}

/** Stripe's keys hold letters and digits only. */
const letters = (): string => randomBytes(24).toString('hex');

const dirOf = (settings: DevSettings): string => join(settings.dataDir, 'sandbox');

async function stripe(settings: DevSettings, secrets: SecretStore, stack: AsyncDisposableStack): Promise<Providers> {
  if (settings.stripeSecretKey !== undefined) return { env: {}, running: [] };
  const env = {
    STRIPE_SECRET_KEY: `sk_test_${secrets.get('stripe.secret', letters)}`,
    STRIPE_PUBLISHABLE_KEY: `pk_test_${secrets.get('stripe.publishable', letters)}`,
    STRIPE_WEBHOOK_SECRET: `whsec_${secrets.get('stripe.webhook', letters)}`,
  };
  const sandbox = stack.use(
    await startStripeSandbox({
      port: settings.stripePort,
      dir: dirOf(settings),
      webhooks: [{ url: `http://${settings.localHost}:${settings.gatewayPort}/webhooks/stripe`, secret: env.STRIPE_WEBHOOK_SECRET }],
    }),
  );
  return {
    env: { ...env, STRIPE_API_BASE: sandbox.url, STRIPE_JS_URL: `${sandbox.url}/stripe.js` },
    running: [{ name: 'Stripe sandbox', url: sandbox.url }],
  };
}

async function tiktok(settings: DevSettings, secrets: SecretStore, stack: AsyncDisposableStack): Promise<Providers> {
  if (settings.tiktokAccessToken !== undefined) return { env: {}, running: [] };
  const accessToken = secrets.get('tiktok.access-token');
  const sandbox = stack.use(await startTikTokSandbox({ port: settings.tiktokPort, dir: dirOf(settings), accessTokens: [accessToken] }));
  return {
    env: { TIKTOK_ACCESS_TOKEN: accessToken, TIKTOK_EVENT_API_URL: sandbox.trackUrl },
    running: [{ name: 'TikTok sandbox', url: sandbox.url }],
  };
}
