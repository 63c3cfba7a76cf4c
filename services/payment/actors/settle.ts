/** Applies a decision and asks for what has to follow from it: calls to the provider, and the next look at it. */
import type { PaymentDecision, PaymentEvent, Payment } from '../domain/payment.ts';
import { nextLook } from '../domain/reconciliation.ts';
import {
  cancelIntent, cancellationOf, captureIntent, captureOf, createIntent, createRefund, creationOf, lookUp, lookUpOf, refundRequestOf,
} from '../effects/requests.ts';
import type { PaymentTurn } from './payment-state.ts';

/** Reminder that asks the provider what no webhook told. */
export const RECONCILE = 'reconcile';

/** Reminder that asks the provider because somebody says that it has something to tell. */
export const LOOK_UP = 'lookUp';

export function settle(turn: PaymentTurn, decision: PaymentDecision): void {
  const { payment } = turn.apply(decision);
  // Nothing new puts no look off: webhooks that repeat what is known must not silence the reconciliation.
  if (!payment || !('events' in decision) || decision.events.length === 0) return;
  for (const event of decision.events) follow(turn, event, payment);
  lookLater(turn, payment);
}

/** Sets the next look at the provider, as long as it can tell anything that matters. */
export function lookLater(turn: PaymentTurn, payment: Payment): void {
  const due = nextLook(payment, turn.now);
  if (due) turn.remind(RECONCILE, due);
  else turn.forget(RECONCILE);
}

/** Asks the provider how a payment stands, once it knows of it. */
export function askNow(turn: PaymentTurn, payment: Payment): void {
  if (payment.reference !== undefined) turn.effect(lookUp, lookUpOf(payment, payment.reference));
}

function follow(turn: PaymentTurn, event: PaymentEvent, payment: Payment): void {
  switch (event.type) {
    case 'started':
      return turn.effect(createIntent, creationOf(payment, turn.caller.tenantId));
    case 'captureRequested':
      return turn.effect(captureIntent, captureOf(payment, referenceOf(payment)));
    case 'cancelRequested':
      return turn.effect(cancelIntent, cancellationOf(payment, referenceOf(payment)));
    case 'refundRequested':
      return turn.effect(createRefund, refundRequestOf(payment, event.refund, referenceOf(payment)));
    case 'lookUpRequested':
      return askNow(turn, payment);
    default:
      return undefined;
  }
}

function referenceOf({ id, reference }: Payment): string {
  if (reference === undefined) throw new TypeError(`payment ${id} has nothing at the provider to act on`);
  return reference;
}
