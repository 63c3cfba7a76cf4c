/** What a turn of the payment service sees: a payment, and the provider's event that the turn takes in, when it does. */
import { partsOf } from '../../runtime/actor/state.ts';
import type { StateShape, Turn } from '../../runtime/actor/types.ts';
import { paymentStore } from '../db/payment-store.ts';
import { webhookStore } from '../db/webhook-store.ts';
import { evolve as evolvePayment } from '../domain/evolve.ts';
import type { Payment, PaymentEvent } from '../domain/payment.ts';
import type { StoredWebhook } from '../domain/webhook.ts';
import { paymentKey, webhookKey } from '../keys.ts';

export interface State {
  readonly payment: Payment | undefined;
  readonly webhook: StoredWebhook | undefined;
}

export type Event = PaymentEvent | { readonly type: 'webhookStored'; readonly webhook: StoredWebhook };

export type PaymentTurn = Turn<State, Event>;

export const state: StateShape<State> = {
  stores: { payment: paymentStore, webhook: webhookStore },
  compose: (parts) => ({
    payment: partsOf<Payment>(parts, 'payment').values().next().value,
    webhook: partsOf<StoredWebhook>(parts, 'webhook').values().next().value,
  }),
  decompose: ({ payment, webhook }) => [
    ...(payment ? [[paymentKey(payment.id), payment] as const] : []),
    ...(webhook ? [[webhookKey(webhook.id), webhook] as const] : []),
  ],
};

export const behaviour = {
  initial: { payment: undefined, webhook: undefined },
  evolve: (before: State, event: Event): State =>
    event.type === 'webhookStored' ? { ...before, webhook: event.webhook } : { ...before, payment: evolvePayment(before.payment, event) },
};
