/** The issuer drops an authorisation nobody captured: the intent is canceled and the held money is free again. */
import type { Call } from '../call.ts';
import { AUTHORIZATION_SECONDS } from '../model/charged-card.ts';
import { requireLegal } from '../model/legal-actions.ts';
import { canceled, type PaymentIntent } from '../model/payment-intent.ts';
import { chargeOf } from './find.ts';

export function expireAuthorization(call: Call, intent: PaymentIntent): PaymentIntent {
  requireLegal('capture', intent);
  const charge = chargeOf(call, intent);
  const released = { ...charge, amount_refunded: charge.amount, refunded: true };
  const next = canceled(intent, 'automatic', call.now);
  call.books.charges.put(released);
  call.books.intents.put(next);
  call.emit('charge.expired', released);
  call.emit('payment_intent.canceled', next);
  return next;
}

export function expireOldAuthorizations(call: Call): void {
  for (const intent of call.books.intents.all()) {
    const old =
      intent.status === 'requires_capture' && chargeOf(call, intent).created + AUTHORIZATION_SECONDS <= call.now;
    if (old) expireAuthorization(call, intent);
  }
}
