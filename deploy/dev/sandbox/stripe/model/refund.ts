/** A refund of a captured charge with every key of Stripe's API. */
import type { Charge } from './charge.ts';
import type { Metadata } from './kind.ts';
import { newId } from './ids.ts';

export type RefundReason = 'duplicate' | 'fraudulent' | 'requested_by_customer';

export interface Refund {
  readonly id: string;
  readonly object: 'refund';
  readonly amount: number;
  readonly balance_transaction: string | null;
  readonly charge: string;
  readonly created: number;
  readonly currency: string;
  readonly customer: string | null;
  readonly customer_account: null;
  readonly destination_details: {
    readonly card: {
      readonly type: 'refund';
      readonly reference_status: 'pending';
      readonly reference_type: 'acquirer_reference_number';
    };
    readonly type: 'card';
  };
  readonly failure_balance_transaction?: string;
  readonly failure_reason?: string;
  readonly metadata: Metadata;
  readonly payment_intent: string;
  readonly payment_method: string;
  readonly reason: RefundReason | null;
  readonly receipt_number: null;
  readonly source_transfer_reversal: null;
  readonly status: 'failed' | 'pending' | 'succeeded';
  readonly transfer_reversal: null;
}

export interface RefundDraft {
  readonly amount: number;
  readonly reason: RefundReason | null;
  readonly metadata: Metadata;
  readonly status: 'pending' | 'succeeded';
}

export function newRefund(charge: Charge, draft: RefundDraft, now: number): Refund {
  return {
    id: newId('re'),
    object: 'refund',
    ...draft,
    balance_transaction: null,
    charge: charge.id,
    created: now,
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      card: { type: 'refund', reference_status: 'pending', reference_type: 'acquirer_reference_number' },
      type: 'card',
    },
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    receipt_number: null,
    source_transfer_reversal: null,
    transfer_reversal: null,
  };
}
