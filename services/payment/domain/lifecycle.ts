/** What those who asked for a payment decide about it: start, capture, give up. Saying it twice changes nothing. */
import { reject } from '../../runtime/errors.ts';
import { type Money, zero } from '../../runtime/money.ts';
import { type Payable, type Payment, type PaymentDecision, type PaymentEvent, RANK } from './payment.ts';
import { refundable, refundUpTo } from './refund.ts';

const NOTHING: PaymentDecision = { events: [] };

export interface Wanted {
  readonly id: string;
  readonly payable: Payable;
  readonly customerId: string;
  readonly amount: Money;
  readonly fence: bigint;
  readonly account: string;
  readonly traceparent: string;
}

/** One payment for each payable: a second start is the first. */
export function start(payment: Payment | undefined, wanted: Wanted, at: Date): PaymentDecision {
  if (payment) return NOTHING;
  const fresh: Payment = {
    ...wanted,
    provider: 'stripe',
    status: 'creating',
    reference: undefined,
    clientSecret: undefined,
    captureFence: undefined,
    released: undefined,
    captured: zero(wanted.amount.currency),
    capturedTime: undefined,
    methodLabel: '',
    reason: '',
    lastAttempt: undefined,
    refunds: [],
    created: at,
    progressed: at,
    updated: at,
  };
  return { events: [{ type: 'started', payment: fresh }] };
}

/** The place is pinned: the money may be taken, carrying the place's fence. Too late for a payment that is over. */
export function capture(payment: Payment, fence: bigint, at: Date): PaymentDecision {
  if (RANK[payment.status] < RANK.authorized) {
    return { rejection: reject('NOT_AUTHORIZED', 'The payment was claimed before the customer had authorised it.') };
  }
  if (payment.status !== 'authorized' || payment.released !== undefined) return NOTHING;
  return { events: [{ type: 'captureRequested', fence, at }] };
}

/** The provider refused the capture for good: nobody is charged, what is still reserved is let go. */
export function refuseCapture(payment: Payment, reason: string, at: Date): PaymentDecision {
  if (payment.status !== 'capturing') return NOTHING;
  return { events: [{ type: 'failed', reason, at }, { type: 'cancelRequested' }] };
}

/** The provider refused to begin. */
export function refuseCreation(payment: Payment, reason: string, at: Date): PaymentDecision {
  if (payment.status !== 'creating') return NOTHING;
  if (payment.released !== undefined) return { events: [{ type: 'cancelled', reason: payment.released, at }] };
  return { events: [{ type: 'failed', reason, at }] };
}

/**
 * The payable is not to be paid any more. An unpaid payment is cancelled, of a captured one `refund` goes back.
 * While the provider is between the two, what it says next decides.
 */
export function release(payment: Payment, reason: string, refund: Money | 'everything', at: Date): PaymentDecision {
  if (RANK[payment.status] >= RANK.succeeded) {
    return { events: refundUpTo(payment, refund === 'everything' ? refundable(payment) : refund, reason, at) };
  }
  if (RANK[payment.status] >= RANK.cancelled || payment.released !== undefined) return NOTHING;
  const released: PaymentEvent = { type: 'released', reason, at };
  const cancellable = payment.reference !== undefined && payment.status !== 'capturing';
  return { events: cancellable ? [released, { type: 'cancelRequested' }] : [released] };
}

/** The hold ended some time ago. A payment that was authorised in the meantime is its coordinator's to decide. */
export function abandonUnpaid(payment: Payment, reason: string, at: Date): PaymentDecision {
  return RANK[payment.status] < RANK.authorized ? release(payment, reason, 'everything', at) : NOTHING;
}
