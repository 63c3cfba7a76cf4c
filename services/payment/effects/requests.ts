/**
 * What each call to the provider says, complete with its idempotency key. Built in the turn and stored with it, before
 * the call is made: whoever repeats the call says the same, also after an upgrade.
 */
import type Stripe from 'stripe';
import { effectType } from '../../runtime/effects/types.ts';
import { toTypeId } from '../../runtime/ids.ts';
import type { ProviderView } from '../domain/facts.ts';
import type { Payment } from '../domain/payment.ts';
import type { Refund } from '../domain/refund.ts';
import { toStripeAmount } from '../stripe/amount.ts';
import { METADATA } from '../stripe/view.ts';

/** What a call taught: facts, and why it was refused when it was. */
export interface Answer {
  readonly view?: ProviderView;
  readonly refusal?: string;
}

/** Which of the tenant's accounts at the provider; inputs of before there were several name none, and mean the platform's. */
interface ToAccount {
  readonly account?: string;
}

export interface CreateIntentInput extends ToAccount {
  readonly idempotencyKey: string;
  readonly body: Stripe.PaymentIntentCreateParams;
}

export interface IntentCallInput<Body> extends ToAccount {
  readonly reference: string;
  readonly idempotencyKey: string;
  readonly body: Body;
}

export interface RefundInput extends ToAccount {
  readonly refundId: string;
  readonly reference: string;
  readonly idempotencyKey: string;
  readonly body: Stripe.RefundCreateParams;
}

export interface LookUpInput extends ToAccount {
  readonly reference: string;
}

export const createIntent = effectType<CreateIntentInput, Answer>('createIntent');
export const captureIntent = effectType<IntentCallInput<Stripe.PaymentIntentCaptureParams>, Answer>('captureIntent');
export const cancelIntent = effectType<IntentCallInput<Stripe.PaymentIntentCancelParams>, Answer>('cancelIntent');
export const createRefund = effectType<RefundInput, Answer>('createRefund');
export const lookUp = effectType<LookUpInput, Answer>('lookUp');

/** `tenantId` and the payable are for people at Stripe's console; we find our way back by our own rows. */
export function creationOf({ id, account, payable, amount, fence, traceparent }: Payment, tenantId: string): CreateIntentInput {
  return {
    account,
    idempotencyKey: `create:${id}`,
    body: {
      amount: toStripeAmount(amount),
      currency: amount.currency.toLowerCase(),
      capture_method: 'manual',
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      metadata: {
        [METADATA.payment]: id,
        berth_tenant: toTypeId('tnt', tenantId),
        berth_payable: toTypeId(payable.kind === 'booking' ? 'bkg' : 'ord', payable.id),
        berth_fence: String(fence),
        traceparent,
      },
    },
  };
}

/** The fence is part of the key: a place that was claimed anew is another capture. */
export const captureOf = ({ id, account, captureFence }: Payment, reference: string): IntentCallInput<Stripe.PaymentIntentCaptureParams> => ({
  account,
  reference,
  idempotencyKey: `capture:${id}:${captureFence}`,
  body: { expand: ['latest_charge'] },
});

export const cancellationOf = ({ id, account }: Payment, reference: string): IntentCallInput<Stripe.PaymentIntentCancelParams> => ({
  account,
  reference,
  idempotencyKey: `cancel:${id}`,
  body: { cancellation_reason: 'requested_by_customer' },
});

export const refundRequestOf = ({ account }: Payment, { id, amount }: Refund, reference: string): RefundInput => ({
  account,
  refundId: id,
  reference,
  idempotencyKey: `refund:${id}`,
  body: { payment_intent: reference, amount: toStripeAmount(amount), metadata: { [METADATA.refund]: id } },
});

export const lookUpOf = ({ account }: Payment, reference: string): LookUpInput => ({ account, reference });
