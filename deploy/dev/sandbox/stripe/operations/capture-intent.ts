/**
 * Takes the authorised money, all of it or less; an authorisation the issuer dropped cannot be captured and ends the
 * intent.
 */
import type { Call } from '../call.ts';
import { formatted } from '../model/currencies.ts';
import { requireLegal } from '../model/legal-actions.ts';
import { invalidRequest, withDocUrl } from '../model/payment-error.ts';
import { captured, type PaymentIntent } from '../model/payment-intent.ts';
import { capturedCharge, type StepResult } from './charge-intent.ts';
import { cardOf } from './confirm-intent.ts';
import { expireAuthorization } from './expire-authorization.ts';
import { chargeOf, findMethod } from './find.ts';

export function captureIntent(call: Call, intent: PaymentIntent, amountToCapture: number | undefined): StepResult {
  requireLegal('capture', intent);
  const amount = checkedCapture(intent, amountToCapture);
  const charge = chargeOf(call, intent);
  if (cardOf(findMethod(call, charge.payment_method)).capture === 'authorization-lost')
    return lostAuthorization(call, intent);
  const next = captured(intent, amount);
  const settled = capturedCharge(call, charge, amount);
  call.books.charges.put(settled);
  call.books.intents.put(next);
  call.emit('charge.captured', settled);
  call.emit('payment_intent.succeeded', next);
  return { intent: next };
}

function checkedCapture(intent: PaymentIntent, wanted: number | undefined): number {
  const amount = wanted ?? intent.amount_capturable;
  if (amount < 1)
    throw invalidRequest('This value must be greater than or equal to 1.', {
      code: 'parameter_invalid_integer',
      param: 'amount_to_capture',
    });
  if (amount > intent.amount_capturable) {
    throw invalidRequest(
      `The amount to capture (${formatted(amount, intent.currency)}) is greater than the amount you can capture for this PaymentIntent (${formatted(intent.amount_capturable, intent.currency)}).`,
      { code: 'amount_too_large', param: 'amount_to_capture', payment_intent: intent },
    );
  }
  return amount;
}

function lostAuthorization(call: Call, intent: PaymentIntent): StepResult {
  const charge = chargeOf(call, intent).id;
  const failure = withDocUrl({
    type: 'invalid_request_error',
    code: 'charge_expired_for_capture',
    message: 'The charge cannot be captured as the authorization has expired. Create a new PaymentIntent to try again.',
    charge,
  });
  return { intent: expireAuthorization(call, intent), failure };
}
