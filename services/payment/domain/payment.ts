/** A payment and what can happen to it: one for each payable, from asking the provider to the last refund. */
import type { Money } from '../../runtime/money.ts';
import type { Rejection } from '../../runtime/errors.ts';
import type { Refund } from './refund.ts';

/** Where a payment stands. Statuses have a rank; what the provider says never moves one to a lower rank. */
export type PaymentStatus =
  | 'creating'
  | 'awaiting_customer'
  | 'authorized'
  | 'capturing'
  | 'cancelled'
  | 'failed'
  | 'succeeded'
  | 'refunded';

/** Money taken outranks everything: a payment that was given up and is captured nevertheless shows as captured. */
export const RANK: Readonly<Record<PaymentStatus, number>> = {
  creating: 0,
  awaiting_customer: 1,
  authorized: 2,
  capturing: 3,
  cancelled: 4,
  failed: 4,
  succeeded: 5,
  refunded: 5,
};

export interface Payable {
  readonly kind: 'booking' | 'order';
  readonly id: string;
}

/** A try of the customer that the provider refused. `at` is the provider's time, in seconds. */
export interface FailedAttempt {
  readonly id: string;
  readonly at: number;
  readonly reason: string;
}

export interface Payment {
  readonly id: string;
  readonly payable: Payable;
  readonly customerId: string;
  readonly amount: Money;
  /** Fence of the hold that the payment was started for. */
  readonly fence: bigint;
  readonly provider: 'stripe';
  /** The tenant's account at the provider; `platform` is the platform's own. */
  readonly account: string;
  /** W3C traceparent of what started it: later webhooks join that trace. */
  readonly traceparent: string;
  readonly status: PaymentStatus;
  /** The provider's id of it. */
  readonly reference: string | undefined;
  /** The provider's secret for the customer's browser. Never leaves but through the payment's session. */
  readonly clientSecret: string | undefined;
  /** Fence that the capture carries, once the place was claimed. */
  readonly captureFence: bigint | undefined;
  /** Why the payment was given up by those who asked for it; set once, stays. */
  readonly released: string | undefined;
  readonly captured: Money;
  readonly capturedTime: Date | undefined;
  readonly methodLabel: string;
  /** Why it failed or was cancelled, for the customer. */
  readonly reason: string;
  /** The newest failed attempt, while the customer may try again. */
  readonly lastAttempt: FailedAttempt | undefined;
  readonly refunds: readonly Refund[];
  readonly created: Date;
  /** When the status last changed: the reconciliation asks less and less often from then on. */
  readonly progressed: Date;
  readonly updated: Date;
}

export type PaymentEvent =
  | { readonly type: 'started'; readonly payment: Payment }
  | { readonly type: 'intentCreated'; readonly reference: string; readonly clientSecret: string; readonly at: Date }
  | { readonly type: 'attemptFailed'; readonly attempt: FailedAttempt; readonly at: Date }
  | { readonly type: 'authorized'; readonly at: Date }
  | { readonly type: 'methodKnown'; readonly label: string; readonly at: Date }
  | { readonly type: 'captureRequested'; readonly fence: bigint; readonly at: Date }
  | { readonly type: 'captured'; readonly amount: Money; readonly at: Date }
  | { readonly type: 'failed'; readonly reason: string; readonly at: Date }
  | { readonly type: 'released'; readonly reason: string; readonly at: Date }
  | { readonly type: 'cancelled'; readonly reason: string; readonly at: Date }
  | { readonly type: 'refundRequested'; readonly refund: Refund; readonly at: Date }
  /** A refund that was made at the provider's own console. */
  | { readonly type: 'refundAdopted'; readonly refund: Refund; readonly at: Date }
  | { readonly type: 'refundMoved'; readonly refund: Refund; readonly at: Date }
  /** Changes nothing here: asks for the provider's authorisation to be given up. */
  | { readonly type: 'cancelRequested' }
  /** Changes nothing here: what the provider told is not enough, it has to be asked. */
  | { readonly type: 'lookUpRequested' };

export type PaymentDecision = { readonly events: readonly PaymentEvent[] } | { readonly rejection: Rejection };

/** Whether the provider may still tell something that matters. */
export const isOpen = ({ status, refunds }: Payment): boolean =>
  RANK[status] < RANK.cancelled || refunds.some(({ status: refund }) => refund === 'requested' || refund === 'pending');
