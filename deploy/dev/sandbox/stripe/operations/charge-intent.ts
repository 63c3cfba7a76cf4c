/**
 * Asks the issuer for the money of an intent: the answer is an authorisation, a payment or a refusal, each with its
 * charge and events.
 */
import type { Call } from '../call.ts';
import { newCharge, type Charge } from '../model/charge.ts';
import { type Decline, declineError } from '../model/declines.ts';
import { type PaymentError, withDocUrl } from '../model/payment-error.ts';
import { approved, type PaymentIntent, refused } from '../model/payment-intent.ts';
import type { PaymentMethod } from '../model/payment-method.ts';
import { recordMovement } from './record-movement.ts';

/**
 * The intent after a step, and the error the caller sees when the step was refused: a refusal is an outcome, it is
 * kept.
 */
export interface StepResult {
  readonly intent: PaymentIntent;
  readonly failure?: PaymentError;
}

export function chargeIntent(
  call: Call,
  intent: PaymentIntent,
  method: PaymentMethod,
  authenticated: boolean,
): StepResult {
  const charge = newCharge({ intent, method, authenticated }, call.now);
  const next = approved(intent, charge.id);
  const settled = next.status === 'succeeded' ? capturedCharge(call, charge, intent.amount) : charge;
  // Saved for later: from now on the method belongs to the customer.
  if (intent.setup_future_usage !== null && intent.customer !== null)
    call.books.methods.put({ ...method, customer: intent.customer });
  call.books.charges.put(settled);
  call.books.intents.put(next);
  call.emit('charge.succeeded', settled);
  call.emit(
    next.status === 'succeeded' ? 'payment_intent.succeeded' : 'payment_intent.amount_capturable_updated',
    next,
  );
  return { intent: next };
}

export function declineIntent(
  call: Call,
  intent: PaymentIntent,
  method: PaymentMethod,
  decline: Decline,
  authenticated: boolean,
): StepResult {
  const plain = withDocUrl(declineError(decline));
  const charge = newCharge({ intent, method, authenticated, refusal: plain }, call.now);
  const failure: PaymentError = { ...plain, charge: charge.id, payment_method: method };
  const next = refused(intent, failure, charge.id);
  call.books.charges.put(charge);
  call.books.intents.put(next);
  call.emit('charge.failed', charge);
  call.emit('payment_intent.payment_failed', next);
  return { intent: next, failure };
}

/** A charge whose money was taken, with the movement of the merchant's balance behind it. */
export function capturedCharge(call: Call, charge: Charge, amount: number): Charge {
  const movement = recordMovement(call, {
    type: 'charge',
    amount,
    currency: charge.currency,
    source: charge.id,
    description: charge.description,
  });
  return { ...charge, amount_captured: amount, balance_transaction: movement.id, captured: true };
}
