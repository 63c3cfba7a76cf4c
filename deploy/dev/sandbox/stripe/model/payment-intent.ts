/** A payment intent with every key of Stripe's API, and the pure steps from one status to the next. */
import type { PaymentError } from './payment-error.ts';
import { type Metadata, type Shipping } from './kind.ts';
import { newId } from './ids.ts';

export type IntentStatus =
  | 'requires_payment_method'
  | 'requires_confirmation'
  | 'requires_action'
  | 'requires_capture'
  | 'succeeded'
  | 'canceled';
export type CaptureMethod = 'automatic' | 'automatic_async' | 'manual';
export type CancellationReason =
  'abandoned' | 'automatic' | 'duplicate' | 'expired' | 'fraudulent' | 'requested_by_customer';

export type NextAction =
  | {
      readonly type: 'redirect_to_url';
      readonly redirect_to_url: { readonly return_url: string; readonly url: string };
    }
  | {
      readonly type: 'use_stripe_sdk';
      readonly use_stripe_sdk: {
        readonly type: 'three_d_secure_redirect';
        readonly source: string;
        readonly stripe_js: string;
      };
    };

/** Keys of features the sandbox does not have; they say so in the words Stripe uses for an account without them. */
const UNUSED = {
  amount_details: { tip: {} },
  application: null,
  application_fee_amount: null,
  customer_account: null,
  excluded_payment_method_types: null,
  livemode: false,
  managed_payments: null,
  on_behalf_of: null,
  payment_method_configuration_details: null,
  payment_record: null,
  processing: null,
  review: null,
  source: null,
  transfer_data: null,
};

export interface IntentDraft {
  readonly allowed_payment_method_types: string[] | null;
  readonly amount: number;
  readonly automatic_payment_methods: {
    readonly enabled: boolean;
    readonly allow_redirects: 'always' | 'never';
  } | null;
  readonly capture_method: CaptureMethod;
  readonly confirmation_method: 'automatic';
  readonly currency: string;
  readonly customer: string | null;
  readonly description: string | null;
  readonly metadata: Metadata;
  readonly payment_method: string | null;
  readonly payment_method_options: { readonly card: CardOptions };
  readonly receipt_email: string | null;
  readonly setup_future_usage: 'off_session' | 'on_session' | null;
  readonly shipping: Shipping | null;
  readonly statement_descriptor: string | null;
  readonly statement_descriptor_suffix: string | null;
  readonly transfer_group: string | null;
}

export interface CardOptions {
  readonly installments: null;
  readonly mandate_options: null;
  readonly network: null;
  readonly request_three_d_secure: 'any' | 'automatic' | 'challenge';
}

export type PaymentIntent = typeof UNUSED &
  IntentDraft & {
    readonly id: string;
    readonly object: 'payment_intent';
    readonly amount_capturable: number;
    readonly amount_received: number;
    readonly canceled_at: number | null;
    readonly cancellation_reason: CancellationReason | null;
    readonly client_secret: string;
    readonly created: number;
    readonly last_payment_error: PaymentError | null;
    readonly latest_charge: string | null;
    readonly next_action: NextAction | null;
    readonly payment_method_types: string[];
    readonly status: IntentStatus;
  };

export function newIntent(draft: IntentDraft, now: number): PaymentIntent {
  const id = newId('pi');
  return {
    id,
    object: 'payment_intent',
    ...UNUSED,
    ...draft,
    amount_capturable: 0,
    amount_received: 0,
    canceled_at: null,
    cancellation_reason: null,
    client_secret: `${id}_${newId('secret')}`,
    created: now,
    last_payment_error: null,
    latest_charge: null,
    next_action: null,
    payment_method_types: ['card'],
    status: draft.payment_method === null ? 'requires_payment_method' : 'requires_confirmation',
  };
}

/** The issuer approved: the money is held, or taken at once when capture is automatic. */
export function approved(intent: PaymentIntent, charge: string): PaymentIntent {
  const manual = intent.capture_method === 'manual';
  return {
    ...intent,
    amount_capturable: manual ? intent.amount : 0,
    amount_received: manual ? 0 : intent.amount,
    last_payment_error: null,
    latest_charge: charge,
    next_action: null,
    status: manual ? 'requires_capture' : 'succeeded',
  };
}

/** Refused by the issuer or by the customer in front of the challenge; another payment method may be tried. */
export function refused(intent: PaymentIntent, error: PaymentError, charge: string | null): PaymentIntent {
  return {
    ...intent,
    last_payment_error: error,
    latest_charge: charge ?? intent.latest_charge,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  };
}

export function challenged(intent: PaymentIntent, action: NextAction): PaymentIntent {
  return { ...intent, last_payment_error: null, next_action: action, status: 'requires_action' };
}

export function captured(intent: PaymentIntent, amount: number): PaymentIntent {
  return { ...intent, amount_capturable: 0, amount_received: amount, status: 'succeeded' };
}

export function canceled(intent: PaymentIntent, reason: CancellationReason | null, now: number): PaymentIntent {
  return {
    ...intent,
    amount_capturable: 0,
    canceled_at: now,
    cancellation_reason: reason,
    next_action: null,
    status: 'canceled',
  };
}
