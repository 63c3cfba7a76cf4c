/** A tenant's keys at Stripe: asked for at Stripe before they are kept, and nothing of them in what is said about it. */
import Stripe from 'stripe';
import { Failure, type FieldViolation, unavailable } from '../../runtime/errors.ts';
import type { PaymentAccountMode } from '../domain/payment-account.ts';
import { createSdk, type StripeConfig } from './api.ts';

/** The account that a secret key is of. Throws `INVALID_ARGUMENT` when Stripe refuses the key, `UNAVAILABLE` when it does not answer. */
export async function accountOfKey(config: StripeConfig): Promise<string> {
  try {
    const { id } = await createSdk(config).accounts.retrieveCurrent();
    return id;
  } catch (error) {
    // Stripe's error is not carried on: it holds the headers of the request.
    if (error instanceof Stripe.errors.StripeAuthenticationError) throw refused('is no key that Stripe knows: copy it again, or make another');
    if (error instanceof Stripe.errors.StripePermissionError) throw refused('is a restricted key that may not read its account: allow that as well');
    throw unavailable('PROVIDER_UNAVAILABLE', 'Stripe did not answer, so the key could not be checked. Nothing was changed; try again.');
  }
}

/** `test` or `live`, as the key says. */
export const modeOf = (key: string): PaymentAccountMode => (/^\w\w_live_/.test(key) ? 'live' : 'test');

/** Keys of both modes would take payments that cannot be made. */
export function requireSameMode(publishableKey: string, mode: PaymentAccountMode): void {
  if (modeOf(publishableKey) === mode) return;
  throw invalid({ field: 'publishable_key', description: `must be of the same mode as the secret key, which is a ${mode} key` }, 'KEYS_OF_TWO_MODES');
}

const refused = (description: string): Failure => invalid({ field: 'secret_key', description }, 'SECRET_KEY_REFUSED');

const invalid = (violation: FieldViolation, reason: string): Failure =>
  new Failure({ code: 'INVALID_ARGUMENT', reason, message: `${violation.field} ${violation.description}.`, violations: [violation] });

export const secretKeyMissing = (): Failure =>
  invalid({ field: 'secret_key', description: 'is needed: there is no account yet whose key could be kept' }, 'SECRET_KEY_REQUIRED');
