/** Ends a 3-D Secure challenge the way the customer chose; a passed one goes on to the issuer. */
import type { Call } from '../call.ts';
import { requireLegal } from '../model/legal-actions.ts';
import { type PaymentError, withDocUrl } from '../model/payment-error.ts';
import { type PaymentIntent, refused } from '../model/payment-intent.ts';
import { chargeIntent, declineIntent, type StepResult } from './charge-intent.ts';
import { cardOf } from './confirm-intent.ts';
import { findMethod } from './find.ts';

export function authenticateIntent(call: Call, intent: PaymentIntent, passed: boolean): StepResult {
  requireLegal('authenticate', intent);
  const method = findMethod(call, intent.payment_method ?? '');
  if (passed) {
    const { decline } = cardOf(method);
    return decline === undefined
      ? chargeIntent(call, intent, method, true)
      : declineIntent(call, intent, method, decline, true);
  }
  const failure: PaymentError = withDocUrl({
    type: 'invalid_request_error',
    code: 'payment_intent_authentication_failure',
    message:
      'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
    payment_method: method,
  });
  const next = refused(intent, failure, null);
  call.books.intents.put(next);
  call.emit('payment_intent.payment_failed', next);
  return { intent: next, failure };
}
