/** Settings of the payment service. */
import { encryptionKeys, integer, optional, peer, secret, text, url } from '../runtime/config/kinds.ts';
import { runtimeSettings } from '../runtime/config/runtime.ts';
import { readSettings, type Environment, type SettingsOf } from '../runtime/config/settings.ts';

const schema = {
  runtime: runtimeSettings('payment', 3006),
  userAddress: peer('user', 3001),
  stripe: {
    secretKey: secret('STRIPE_SECRET_KEY', "Stripe's secret key, sk_… or rk_…"),
    publishableKey: text('STRIPE_PUBLISHABLE_KEY', "Stripe's publishable key, pk_…"),
    /** Several, separated by commas, while a secret is rotated. */
    webhookSecret: secret('STRIPE_WEBHOOK_SECRET', 'the signing secret of the webhook endpoint, whsec_…'),
    apiBase: optional(url('STRIPE_API_BASE', ['http', 'https'])),
  },
  /** Encrypts tenants' own keys at the provider. */
  encryptionKeys: encryptionKeys(),
  /** How long an unpaid payment stays payable after its hold has ended. */
  graceMinutes: integer('PAYMENT_GRACE_MINUTES', { min: 0, max: 1_440 }, { fallback: 30 }),
};

export type PaymentConfig = SettingsOf<typeof schema>;

/** Throws a `SettingsError` that lists every bad setting. */
export const readPaymentConfig = (env: Environment): PaymentConfig => readSettings(env, schema);
