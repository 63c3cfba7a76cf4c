/** A card payment method with every key of Stripe's API; it never holds the card's number. */
import { type BillingDetails, type Metadata, NO_BILLING_DETAILS } from './kind.ts';
import { newId } from './ids.ts';
import { fingerprintOf, type TestCard } from './test-cards.ts';

export interface CardDetails {
  readonly brand: string;
  readonly checks: {
    readonly address_line1_check: null;
    readonly address_postal_code_check: null;
    readonly cvc_check: 'pass' | 'unchecked';
  };
  readonly country: string;
  readonly display_brand: string;
  readonly exp_month: number;
  readonly exp_year: number;
  readonly fingerprint: string;
  readonly funding: 'credit' | 'debit';
  readonly generated_from: null;
  readonly last4: string;
  readonly networks: { readonly available: string[]; readonly preferred: null };
  readonly regulated_status: 'unregulated';
  readonly three_d_secure_usage: { readonly supported: boolean };
  readonly wallet: null;
}

export interface PaymentMethod {
  readonly id: string;
  readonly object: 'payment_method';
  readonly allow_redisplay: 'unspecified';
  readonly billing_details: BillingDetails;
  readonly card: CardDetails;
  readonly created: number;
  readonly customer: string | null;
  readonly customer_account: null;
  readonly livemode: false;
  readonly metadata: Metadata;
  readonly type: 'card';
}

export interface CardDraft {
  readonly card: TestCard;
  readonly expMonth: number;
  readonly expYear: number;
  readonly cvcGiven: boolean;
  readonly billingDetails?: BillingDetails;
  readonly metadata?: Metadata;
}

export function newPaymentMethod(draft: CardDraft, now: number): PaymentMethod {
  return {
    id: newId('pm'),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: draft.billingDetails ?? NO_BILLING_DETAILS,
    card: cardDetails(draft),
    created: now,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: draft.metadata ?? {},
    type: 'card',
  };
}

function cardDetails({ card, expMonth, expYear, cvcGiven }: CardDraft): CardDetails {
  return {
    brand: card.brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: cvcGiven ? 'pass' : 'unchecked' },
    country: 'US',
    display_brand: card.brand,
    exp_month: expMonth,
    exp_year: expYear,
    fingerprint: fingerprintOf(card.number),
    funding: card.funding ?? 'credit',
    generated_from: null,
    last4: card.number.slice(-4),
    networks: { available: [card.brand], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: true },
    wallet: null,
  };
}
