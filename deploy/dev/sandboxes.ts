/** The providers that Berth talks to: the real ones whose settings are given, a local sandbox for each of the others. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Environment } from '#runtime/config/settings.ts';
import { type MailSandbox, startMailSandbox } from './sandbox/mail/sandbox.ts';
import { startSandboxPage } from './sandbox/page/page.ts';
import { startStripeSandbox, type StripeSandbox } from './sandbox/stripe/sandbox.ts';
import { startTikTokSandbox, type TikTokSandbox } from './sandbox/tiktok/sandbox.ts';
import { socialPorts, startSocialSandboxes } from './social-sandboxes.ts';
import { pageOrigins } from './environment.ts';
import type { SecretStore } from './secrets.ts';
import type { DevSettings } from './settings.ts';

export interface Providers {
  /** Settings that make the services talk to them. */
  readonly env: Environment;
  /** What runs here, for the table at the end. */
  readonly running: readonly { readonly name: string; readonly url: string }[];
  /** The sandboxes themselves, for tests; a real provider leaves its own out. */
  readonly sandboxes: { readonly stripe?: StripeSandbox; readonly tiktok?: TikTokSandbox; readonly mail?: MailSandbox };
}

/** The ports they will listen on. */
export function sandboxPorts(settings: DevSettings): { readonly name: string; readonly port: number }[] {
  return [
    { name: 'sandbox page', port: settings.sandboxPagePort },
    ...(settings.stripeSecretKey === undefined ? [{ name: 'Stripe sandbox', port: settings.stripePort }] : []),
    ...(settings.tiktokAccessToken === undefined ? [{ name: 'TikTok sandbox', port: settings.tiktokPort }] : []),
    ...(settings.smtpUrl === undefined ? [{ name: 'mail sandbox', port: settings.smtpPort }] : []),
    ...socialPorts(settings),
  ];
}

interface Sandboxed<T> {
  /** Absent when the real provider is used. */
  readonly sandbox?: T;
  readonly env: Environment;
}

/** Sandboxes are pushed on `stack` and keep their books in the data directory. */
export async function startProviders(settings: DevSettings, secrets: SecretStore, stack: AsyncDisposableStack): Promise<Providers> {
  const dir = join(settings.dataDir, 'sandbox');
  const stripe = await stripeProvider(settings, secrets, dir);
  if (stripe.sandbox) stack.use(stripe.sandbox);
  const tiktok = await tiktokProvider(settings, secrets, dir);
  if (tiktok.sandbox) stack.use(tiktok.sandbox);
  const mail = await mailProvider(settings, dir);
  if (mail.sandbox) stack.use(mail.sandbox);
  const social = await startSocialSandboxes({ settings, secrets, stack, origins: pageOrigins(settings) });
  const sources = {
    ...(stripe.sandbox && { stripe: stripe.sandbox }),
    ...(tiktok.sandbox && { tiktok: tiktok.sandbox }),
    ...(mail.sandbox && { mail: mail.sandbox }),
  };
  const page = stack.use(await startSandboxPage({ port: settings.sandboxPagePort, ...sources }));
  return {
    sandboxes: sources,
    env: { ...stripe.env, ...tiktok.env, ...mail.env, ...social.env },
    running: [
      { name: 'Sandbox page', url: `${page.url}  what Stripe, TikTok and the mailbox received` },
      ...(stripe.sandbox ? [{ name: 'Stripe sandbox', url: stripe.sandbox.url }] : []),
      ...(tiktok.sandbox ? [{ name: 'TikTok sandbox', url: tiktok.sandbox.url }] : []),
      ...(mail.sandbox ? [{ name: 'Mail sandbox', url: mail.sandbox.smtpUrl }] : []),
      ...social.running,
    ],
  };
}

/** Stripe's keys hold letters and digits only. */
const letters = (): string => randomBytes(24).toString('hex');

async function stripeProvider(settings: DevSettings, secrets: SecretStore, dir: string): Promise<Sandboxed<StripeSandbox>> {
  if (settings.stripeSecretKey !== undefined) return { env: {} };
  const env = {
    STRIPE_SECRET_KEY: `sk_test_${secrets.get('stripe.secret', letters)}`,
    STRIPE_PUBLISHABLE_KEY: `pk_test_${secrets.get('stripe.publishable', letters)}`,
    STRIPE_WEBHOOK_SECRET: `whsec_${secrets.get('stripe.webhook', letters)}`,
  };
  const sandbox = await startStripeSandbox({
    port: settings.stripePort,
    dir,
    secretKeys: [env.STRIPE_SECRET_KEY],
    publishableKeys: [env.STRIPE_PUBLISHABLE_KEY],
    webhooks: [{ url: `http://${settings.localHost}:${settings.gatewayPort}/webhooks/stripe`, secret: env.STRIPE_WEBHOOK_SECRET }],
  });
  return { sandbox, env: { ...env, STRIPE_API_BASE: sandbox.url, STRIPE_JS_URL: `${sandbox.url}/stripe.js` } };
}

async function tiktokProvider(settings: DevSettings, secrets: SecretStore, dir: string): Promise<Sandboxed<TikTokSandbox>> {
  if (settings.tiktokAccessToken !== undefined) return { env: {} };
  const accessToken = secrets.get('tiktok.access-token', letters);
  const pixel = 'SANDBOXPIXEL00000001';
  const sandbox = await startTikTokSandbox({ port: settings.tiktokPort, dir, accessTokens: [accessToken], eventSourceIds: [pixel] });
  return { sandbox, env: { TIKTOK_ACCESS_TOKEN: accessToken, TIKTOK_PIXEL_ID: pixel, TIKTOK_EVENT_API_URL: sandbox.trackUrl } };
}

async function mailProvider(settings: DevSettings, dir: string): Promise<Sandboxed<MailSandbox>> {
  if (settings.smtpUrl !== undefined) return { env: {} };
  const sandbox = await startMailSandbox({ port: settings.smtpPort, httpPort: settings.smtpPort + 1, dir });
  return { sandbox, env: { SMTP_URL: sandbox.smtpUrl } };
}
