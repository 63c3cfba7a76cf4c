/** Cancels an intent that has not been paid; an authorised amount is released. */
import type { Call } from '../call.ts';
import { requireLegal } from '../model/legal-actions.ts';
import { canceled, type CancellationReason, type PaymentIntent } from '../model/payment-intent.ts';
import { chargeOf } from './find.ts';

export function cancelIntent(call: Call, intent: PaymentIntent, reason: CancellationReason | null): PaymentIntent {
  requireLegal('cancel', intent);
  if (intent.status === 'requires_capture') release(call, intent);
  const next = canceled(intent, reason, call.now);
  call.books.intents.put(next);
  call.emit('payment_intent.canceled', next);
  return next;
}

/** Stripe shows a released authorisation as a refunded charge of which nothing was captured. */
function release(call: Call, intent: PaymentIntent): void {
  const charge = chargeOf(call, intent);
  const released = { ...charge, amount_refunded: charge.amount, refunded: true };
  call.books.charges.put(released);
  call.emit('charge.refunded', released);
}
