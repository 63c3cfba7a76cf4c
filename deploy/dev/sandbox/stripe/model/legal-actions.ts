/**
 * Which actions a payment intent allows in which status; every other pair is refused with
 * `payment_intent_unexpected_state`.
 */
import type { IntentStatus, PaymentIntent } from './payment-intent.ts';
import { invalidRequest, type StripeFault } from './payment-error.ts';

export type Action = 'authenticate' | 'cancel' | 'capture' | 'confirm' | 'update';

export const LEGAL: Readonly<Record<Action, readonly IntentStatus[]>> = {
  authenticate: ['requires_action'],
  cancel: ['requires_payment_method', 'requires_capture', 'requires_confirmation', 'requires_action'],
  capture: ['requires_capture'],
  confirm: ['requires_payment_method', 'requires_confirmation', 'requires_action'],
  update: ['requires_payment_method', 'requires_confirmation', 'requires_action'],
};

const PARTICIPLE: Readonly<Record<Action, string>> = {
  authenticate: 'authenticated',
  cancel: 'canceled',
  capture: 'captured',
  confirm: 'confirmed',
  update: 'updated',
};

export function requireLegal(action: Action, intent: PaymentIntent): void {
  if (!LEGAL[action].includes(intent.status)) throw unexpectedState(action, intent);
}

function unexpectedState(action: Action, intent: PaymentIntent): StripeFault {
  const participle = PARTICIPLE[action];
  const message =
    action === 'confirm' && intent.status === 'succeeded'
      ? 'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.'
      : `This PaymentIntent could not be ${participle} because it has a status of ${intent.status}. ` +
        `Only a PaymentIntent with one of the following statuses may be ${participle}: ${LEGAL[action].join(', ')}.`;
  return invalidRequest(message, { code: 'payment_intent_unexpected_state', payment_intent: intent });
}
