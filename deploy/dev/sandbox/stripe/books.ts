/** Everything the Stripe sandbox remembers: one table per kind of document, changed together or not at all. */
import { createTable } from '../store/table.ts';
import type { IdempotentReply } from './api/idempotency.ts';
import type { BalanceTransaction } from './model/balance-transaction.ts';
import type { Charge } from './model/charge.ts';
import type { Customer } from './model/customer.ts';
import type { Event } from './model/event.ts';
import { isKind } from './model/kind.ts';
import type { PaymentIntent } from './model/payment-intent.ts';
import type { PaymentMethod } from './model/payment-method.ts';
import type { Refund } from './model/refund.ts';
import type { Delivery } from './webhooks/delivery.ts';

export type Books = ReturnType<typeof createBooks>;

export function createBooks() {
  return {
    intents: createTable('payment_intent', isKind<PaymentIntent>('payment_intent')),
    charges: createTable('charge', isKind<Charge>('charge')),
    refunds: createTable('refund', isKind<Refund>('refund')),
    customers: createTable('customer', isKind<Customer>('customer')),
    methods: createTable('payment_method', isKind<PaymentMethod>('payment_method')),
    balance: createTable('balance_transaction', isKind<BalanceTransaction>('balance_transaction')),
    events: createTable('event', isKind<Event>('event')),
    deliveries: createTable('delivery', isKind<Delivery>('delivery')),
    replies: createTable('reply', isKind<IdempotentReply>('reply')),
  };
}
