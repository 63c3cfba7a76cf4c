/** A running sandbox with the official SDK connected to it, closed together. */
import Stripe from 'stripe';
import { startStripeSandbox, type StripeSandbox, type StripeSandboxOptions } from '../sandbox.ts';

export const SECRET_KEY = 'sk_test_sandboxspec';
export const PUBLISHABLE_KEY = 'pk_test_sandboxspec';

export interface Connected extends AsyncDisposable {
  readonly sandbox: StripeSandbox;
  readonly stripe: Stripe;
}

export async function connected(options: StripeSandboxOptions = {}): Promise<Connected> {
  const sandbox = await startStripeSandbox(options);
  return { sandbox, stripe: clientOf(sandbox), [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose]() };
}

export function clientOf(sandbox: StripeSandbox, key = SECRET_KEY): Stripe {
  return new Stripe(key, {
    host: '127.0.0.1',
    port: sandbox.port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

/** An intent of €20.00 for cards only, captured by hand. */
export const BOOKING: Stripe.PaymentIntentCreateParams = {
  amount: 2000,
  currency: 'eur',
  capture_method: 'manual',
  allowed_payment_method_types: ['card'],
  metadata: { booking_id: 'bkg_1' },
};

/** The error a call ends with; a call that succeeds fails the test. */
export async function errorOf(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('the call was expected to be refused');
}
