/** Changes an intent that has not been paid yet; metadata and description may change at any time, as at Stripe. */
import type { Call } from '../call.ts';
import { checkedAmount } from '../model/currencies.ts';
import type { Metadata } from '../model/kind.ts';
import { requireLegal } from '../model/legal-actions.ts';
import type { IntentDraft, PaymentIntent } from '../model/payment-intent.ts';
import { createPaymentMethod, type MethodData, resolveMethod } from './create-payment-method.ts';
import { findCustomer } from './find.ts';

export interface IntentUpdate {
  readonly description?: string | null | undefined;
  /** null deletes all of it. */
  readonly metadata?: Metadata | null | undefined;
  /** Everything that is fixed once the intent is paid. */
  readonly terms: Partial<Omit<IntentDraft, 'description' | 'metadata'>>;
  readonly payment_method_data?: MethodData | undefined;
}

export function updateIntent(call: Call, intent: PaymentIntent, update: IntentUpdate): PaymentIntent {
  const described = {
    ...intent,
    description: update.description === undefined ? intent.description : update.description,
    metadata: update.metadata === null ? {} : mergedMetadata(intent.metadata, update.metadata),
  };
  const changesTerms = Object.keys(update.terms).length > 0 || update.payment_method_data !== undefined;
  const next = changesTerms ? withTerms(call, described, update) : described;
  call.books.intents.put(next);
  return next;
}

/** An empty value deletes its key. */
export function mergedMetadata(old: Metadata, changes: Metadata = {}): Metadata {
  return Object.fromEntries(Object.entries({ ...old, ...changes }).filter(([, value]) => value !== ''));
}

function withTerms(call: Call, intent: PaymentIntent, { terms, payment_method_data }: IntentUpdate): PaymentIntent {
  requireLegal('update', intent);
  if (typeof terms.customer === 'string') findCustomer(call, terms.customer, 'customer');
  const changed = { ...intent, ...terms, last_payment_error: null };
  checkedAmount(changed.amount, changed.currency);
  const method =
    payment_method_data === undefined
      ? terms.payment_method && resolveMethod(call, terms.payment_method).id
      : createPaymentMethod(call, payment_method_data).id;
  // Any change of the terms has to be confirmed again.
  const payment_method = method ?? intent.payment_method;
  return {
    ...changed,
    payment_method,
    next_action: null,
    status: payment_method === null ? 'requires_payment_method' : 'requires_confirmation',
  };
}
