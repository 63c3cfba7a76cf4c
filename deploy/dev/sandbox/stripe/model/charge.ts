/** A charge, one attempt to take money for an intent, with every key of Stripe's API. */
import { type BillingDetails, type Metadata, type Shipping } from './kind.ts';
import { type ChargedCard, chargedCard } from './charged-card.ts';
import type { PaymentError } from './payment-error.ts';
import { newId } from './ids.ts';
import type { PaymentIntent } from './payment-intent.ts';
import type { PaymentMethod } from './payment-method.ts';
import type { Refund } from './refund.ts';

const UNUSED = {
  application: null,
  application_fee: null,
  application_fee_amount: null,
  disputed: false,
  failure_balance_transaction: null,
  fraud_details: {},
  livemode: false,
  on_behalf_of: null,
  receipt_number: null,
  receipt_url: null,
  review: null,
  source: null,
  source_transfer: null,
  transfer_data: null,
};

export interface Outcome {
  readonly advice_code: string | null;
  readonly network_advice_code: null;
  readonly network_decline_code: null;
  readonly network_status: 'approved_by_network' | 'declined_by_network';
  readonly reason: string | null;
  readonly risk_level: 'normal';
  readonly risk_score: number;
  readonly seller_message: string;
  readonly type: 'authorized' | 'issuer_declined';
}

export type Charge = typeof UNUSED & {
  readonly id: string;
  readonly object: 'charge';
  readonly amount: number;
  readonly amount_captured: number;
  readonly amount_refunded: number;
  readonly balance_transaction: string | null;
  readonly billing_details: BillingDetails;
  readonly calculated_statement_descriptor: string | null;
  readonly captured: boolean;
  readonly created: number;
  readonly currency: string;
  readonly customer: string | null;
  readonly description: string | null;
  readonly failure_code: string | null;
  readonly failure_message: string | null;
  readonly metadata: Metadata;
  readonly outcome: Outcome;
  readonly paid: boolean;
  readonly payment_intent: string;
  readonly payment_method: string;
  readonly payment_method_details: { readonly card: ChargedCard; readonly type: 'card' };
  readonly receipt_email: string | null;
  readonly refunded: boolean;
  readonly refunds: {
    readonly object: 'list';
    readonly data: Refund[];
    readonly has_more: boolean;
    readonly url: string;
  };
  readonly shipping: Shipping | null;
  readonly statement_descriptor: string | null;
  readonly statement_descriptor_suffix: string | null;
  readonly status: 'failed' | 'succeeded';
  readonly transfer_group: string | null;
};

export interface Attempt {
  readonly intent: PaymentIntent;
  readonly method: PaymentMethod;
  /** The customer passed a 3-D Secure challenge for this attempt. */
  readonly authenticated: boolean;
  readonly refusal?: PaymentError;
}

export function newCharge({ intent, method, authenticated, refusal }: Attempt, now: number): Charge {
  const id = newId('ch');
  return {
    id,
    object: 'charge',
    ...UNUSED,
    ...copiedFrom(intent),
    amount_captured: 0,
    amount_refunded: 0,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: `BERTH* ${intent.statement_descriptor_suffix ?? 'SANDBOX'}`,
    captured: false,
    created: now,
    failure_code: refusal?.code ?? null,
    failure_message: refusal?.message ?? null,
    outcome: refusal === undefined ? APPROVED : issuerDeclined(refusal),
    paid: refusal === undefined,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: {
      card: chargedCard(method.card, refusal === undefined ? intent.amount : null, authenticated, now),
      type: 'card',
    },
    refunded: false,
    refunds: { object: 'list', data: [], has_more: false, url: `/v1/charges/${id}/refunds` },
    status: refusal === undefined ? 'succeeded' : 'failed',
  };
}

function copiedFrom(intent: PaymentIntent) {
  const {
    amount,
    currency,
    customer,
    description,
    metadata,
    receipt_email,
    shipping,
    statement_descriptor,
    statement_descriptor_suffix,
    transfer_group,
  } = intent;
  return {
    amount,
    currency,
    customer,
    description,
    metadata,
    receipt_email,
    shipping,
    statement_descriptor,
    statement_descriptor_suffix,
    transfer_group,
  };
}

const APPROVED: Outcome = {
  advice_code: null,
  network_advice_code: null,
  network_decline_code: null,
  network_status: 'approved_by_network',
  reason: null,
  risk_level: 'normal',
  risk_score: 7,
  seller_message: 'Payment complete.',
  type: 'authorized',
};

function issuerDeclined(refusal: PaymentError): Outcome {
  return {
    ...APPROVED,
    advice_code: refusal.advice_code ?? null,
    network_status: 'declined_by_network',
    reason: refusal.decline_code ?? null,
    seller_message: 'The bank did not return any further details with this decline.',
    type: 'issuer_declined',
  };
}
