/** Stripe's objects as facts: what a webhook carries and what a call answers are read alike. */
import type Stripe from 'stripe';
import { validate } from 'uuid';
import type { ProviderFact, ProviderRefund, ProviderView } from '../domain/facts.ts';
import { toMinor } from './amount.ts';
import { AUTHORIZATION_GONE } from './errors.ts';

/** Names of our own that travel in the metadata of Stripe's objects. */
export const METADATA = { payment: 'berth_payment', refund: 'berth_refund' } as const;

/** Facts in an intent. `at` is when Stripe said so, in seconds; a charge that came along knows better when it was tried. */
export function viewOfIntent(intent: Stripe.PaymentIntent, at: number): ProviderView {
  const charge = typeof intent.latest_charge === 'string' ? undefined : (intent.latest_charge ?? undefined);
  return {
    reference: intent.id,
    facts: [
      ...(intent.client_secret === null ? [] : [{ type: 'created', clientSecret: intent.client_secret } as const]),
      ...failedAttempt(intent, charge?.created ?? at),
      ...(charge ? methodOf(charge) : []),
      ...standing(intent),
    ],
  };
}

function failedAttempt({ status, last_payment_error: error }: Stripe.PaymentIntent, at: number): ProviderFact[] {
  if (status !== 'requires_payment_method' || !error) return [];
  const reason = error.type === 'card_error' && error.message ? error.message : 'The payment was refused. Try again or use another card.';
  return [{ type: 'attemptFailed', attempt: { id: error.charge ?? error.code ?? error.type, at, reason } }];
}

function standing(intent: Stripe.PaymentIntent): ProviderFact[] {
  switch (intent.status) {
    case 'requires_capture':
      return [{ type: 'authorized' }];
    case 'succeeded':
      return [{ type: 'captured', minor: toMinor(intent.amount_received, intent.currency), currency: intent.currency.toUpperCase() }];
    case 'canceled':
      return [{ type: 'voided', reason: voidReason(intent.cancellation_reason) }];
    default:
      return [];
  }
}

function voidReason(reason: Stripe.PaymentIntent['cancellation_reason']): string {
  if (reason === 'automatic' || reason === 'expired') return AUTHORIZATION_GONE;
  return 'The payment was cancelled. You were not charged.';
}

/** The method of a charge that went through; a declined card is not what paid. */
function methodOf({ status, payment_method_details: details }: Stripe.Charge): ProviderFact[] {
  if (status === 'failed') return [];
  return [{ type: 'methodKnown', label: details ? methodLabel(details) : 'Card' }];
}

function methodLabel({ card, type }: Stripe.Charge.PaymentMethodDetails): string {
  return card ? `${brandName(card.brand ?? 'card')} •••• ${card.last4 ?? '????'}` : capitalised(type.replaceAll('_', ' '));
}

const BRANDS: Readonly<Record<string, string>> = { amex: 'American Express', diners: 'Diners Club', jcb: 'JCB', unionpay: 'UnionPay' };
const brandName = (brand: string): string => BRANDS[brand] ?? capitalised(brand);
const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Facts in a charge that came alone: its intent is told of by events of its own. */
export const viewOfCharge = (charge: Stripe.Charge): ProviderView | undefined => {
  const reference = idOf(charge.payment_intent);
  return reference === undefined ? undefined : { reference, facts: methodOf(charge) };
};

/** The fact in a refund; nothing for one without an intent. */
export const viewOfRefund = (refund: Stripe.Refund): ProviderView | undefined => {
  const reference = idOf(refund.payment_intent);
  return reference === undefined ? undefined : { reference, facts: [refundFact(refund)] };
};

export function refundFact(refund: Stripe.Refund): ProviderFact {
  const told: ProviderRefund = {
    id: ours(refund.metadata?.[METADATA.refund]),
    reference: refund.id,
    minor: toMinor(refund.amount, refund.currency),
    currency: refund.currency.toUpperCase(),
    status: refundStatus(refund.status),
    reason: 'Refunded',
  };
  return { type: 'refund', refund: told };
}

/** Metadata can be typed in by hand at Stripe: only a uuid is one of ours. */
const ours = (id: string | undefined): string | undefined => (id !== undefined && validate(id) ? id : undefined);

function refundStatus(status: string | null): ProviderRefund['status'] {
  if (status === 'succeeded') return 'succeeded';
  return status === 'failed' || status === 'canceled' ? 'failed' : 'pending';
}

const idOf = (reference: string | { readonly id: string } | null): string | undefined =>
  typeof reference === 'string' ? reference : reference?.id;
