/** Confirms an intent: charges its payment method, or asks the customer for 3-D Secure first. */
import type { Call } from '../call.ts';
import { declines } from '../model/declines.ts';
import { newId } from '../model/ids.ts';
import { requireLegal } from '../model/legal-actions.ts';
import { invalidRequest } from '../model/payment-error.ts';
import { challenged, type NextAction, type PaymentIntent } from '../model/payment-intent.ts';
import type { PaymentMethod } from '../model/payment-method.ts';
import { cardByFingerprint, type TestCard } from '../model/test-cards.ts';
import { chargeIntent, declineIntent, type StepResult } from './charge-intent.ts';
import { createPaymentMethod, type MethodData, resolveMethod } from './create-payment-method.ts';

export interface Confirmation {
  readonly payment_method?: string | undefined;
  readonly payment_method_data?: MethodData | undefined;
  readonly return_url?: string | undefined;
  readonly off_session?: boolean | undefined;
  readonly error_on_requires_action?: boolean | undefined;
  readonly use_stripe_sdk?: boolean | undefined;
  /** Stripe.js handles redirects itself, so its confirmations may come without a return address. */
  readonly fromBrowser?: boolean;
}

export function confirmIntent(call: Call, intent: PaymentIntent, confirmation: Confirmation): StepResult {
  requireLegal('confirm', intent);
  requireReturnUrl(intent, confirmation);
  const method = chosenMethod(call, intent, confirmation);
  requireUsable(call, intent, method);
  const chosen = { ...intent, payment_method: method.id };
  const card = cardOf(method);
  if (needsChallenge(chosen, card)) return challenge(call, chosen, method, confirmation);
  return card.decline === undefined
    ? chargeIntent(call, chosen, method, false)
    : declineIntent(call, chosen, method, card.decline, false);
}

export function cardOf(method: PaymentMethod): TestCard {
  const card = cardByFingerprint(method.card.fingerprint);
  if (card === undefined)
    throw new Error(`${method.id} was made from a card this version of the sandbox does not know`);
  return card;
}

function needsChallenge(intent: PaymentIntent, card: TestCard): boolean {
  return card.challenge === true || intent.payment_method_options.card.request_three_d_secure !== 'automatic';
}

function challenge(call: Call, intent: PaymentIntent, method: PaymentMethod, confirmation: Confirmation): StepResult {
  if (confirmation.off_session === true || confirmation.error_on_requires_action === true) {
    return declineIntent(call, intent, method, declines.authenticationRequired, false);
  }
  const next = challenged(intent, nextAction(call, intent, confirmation));
  call.books.intents.put(next);
  call.emit('payment_intent.requires_action', next);
  return { intent: next };
}

function nextAction(call: Call, intent: PaymentIntent, { return_url, use_stripe_sdk }: Confirmation): NextAction {
  const url = `${call.origin}/_sandbox/3ds/${intent.id}?client_secret=${intent.client_secret}`;
  if (return_url === undefined || use_stripe_sdk === true) {
    return {
      type: 'use_stripe_sdk',
      use_stripe_sdk: { type: 'three_d_secure_redirect', source: newId('src'), stripe_js: url },
    };
  }
  return {
    type: 'redirect_to_url',
    redirect_to_url: { return_url, url: `${url}&return_url=${encodeURIComponent(return_url)}` },
  };
}

function chosenMethod(call: Call, intent: PaymentIntent, confirmation: Confirmation): PaymentMethod {
  if (confirmation.payment_method_data !== undefined)
    return createPaymentMethod(call, confirmation.payment_method_data);
  const id = confirmation.payment_method ?? intent.payment_method;
  if (id !== null) return resolveMethod(call, id);
  throw invalidRequest(
    "You cannot confirm this PaymentIntent because it's missing a payment method. Update the PaymentIntent with a payment method and confirm it again, or confirm it directly with a payment method.",
    { code: 'payment_intent_unexpected_state', payment_intent: intent },
  );
}

function requireReturnUrl(intent: PaymentIntent, { return_url, fromBrowser }: Confirmation): void {
  if (
    return_url !== undefined ||
    fromBrowser === true ||
    intent.automatic_payment_methods?.allow_redirects !== 'always'
  )
    return;
  throw invalidRequest(
    'This PaymentIntent accepts payment methods that may redirect the customer off your page, so you must provide a `return_url`. ' +
      'To accept only methods that do not, set `automatic_payment_methods[allow_redirects]` to `never` when creating it.',
    { param: 'return_url' },
  );
}

/** A method that belongs to no customer pays once; one that belongs to a customer pays for that customer only. */
function requireUsable({ books }: Call, intent: PaymentIntent, method: PaymentMethod): void {
  if (method.customer !== null) {
    if (method.customer === intent.customer) return;
    throw invalidRequest(
      `The payment method ${method.id} belongs to the customer ${method.customer}. Create the PaymentIntent with that customer.`,
      { param: 'payment_method' },
    );
  }
  const used = books.charges
    .all()
    .some((charge) => charge.payment_method === method.id && charge.status === 'succeeded');
  if (!used) return;
  throw invalidRequest(
    'This PaymentMethod was previously used without being attached to a Customer, and may not be used again.',
    {
      code: 'payment_method_unexpected_state',
      param: 'payment_method',
    },
  );
}
