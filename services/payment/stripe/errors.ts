/**
 * Stripe's errors in three kinds: refusals, which are answers; passing failures, which are tried again; and defects of ours.
 * None carries Stripe's error object on: it holds the client secret, and errors are logged.
 */
import Stripe from 'stripe';
import { Permanent } from '../../runtime/effects/types.ts';

/** Stripe understood and said no: asking again would be answered alike. */
export class ProviderRefusal extends Error {
  readonly code: string;
  /** Why, for the customer; empty when Stripe's words are for developers. */
  readonly forCustomer: string;

  constructor(message: string, code: string, forCustomer: string) {
    super(message);
    this.name = 'ProviderRefusal';
    this.code = code;
    this.forCustomer = forCustomer;
  }
}

/** No answer, or none that counts: what was asked may have happened. */
export class ProviderUnavailable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProviderUnavailable';
  }
}

const CONFLICT = 409;
const EXPIRED = 'charge_expired_for_capture';

/** One of ours for whatever a call to Stripe threw. */
export function translate(operation: string, error: unknown): Error {
  if (!(error instanceof Stripe.errors.StripeError)) return new ProviderUnavailable(`Stripe ${operation}: ${textOf(error)}`);
  const message = `Stripe ${operation}: ${error.message} (${[error.type, error.code, error.statusCode, error.requestId].filter(Boolean).join(', ')})`;
  // 409: the first request with this idempotency key is still running, or the object is locked.
  if (error.statusCode === CONFLICT) return new ProviderUnavailable(message);
  if (error instanceof Stripe.errors.StripeCardError) return new ProviderRefusal(message, error.code ?? 'card_error', error.message);
  if (error instanceof Stripe.errors.StripeInvalidRequestError) {
    const expired = error.code === EXPIRED ? AUTHORIZATION_GONE : '';
    return new ProviderRefusal(message, error.code ?? 'invalid_request', expired);
  }
  if (error instanceof Stripe.errors.StripeIdempotencyError) return new Permanent(message);
  // Wrong keys end here too: an operator mends the settings, then the next try succeeds.
  return new ProviderUnavailable(message);
}

/** What the customer reads when an authorisation is gone. */
export const AUTHORIZATION_GONE = 'Your bank no longer reserves the money. You were not charged.';

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** True for answers of Stripe: they do not open the breaker. */
export const isAnswer = (error: unknown): boolean => error instanceof ProviderRefusal || error instanceof Permanent;
