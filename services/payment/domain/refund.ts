/** Refunds: never more goes back than was captured, whatever is asked and however often. */
import { reject, type Rejection } from '../../runtime/errors.ts';
import { derivedId } from '../../runtime/ids.ts';
import { formatMoney, type Money, zero } from '../../runtime/money.ts';
import type { Payment, PaymentDecision, PaymentEvent } from './payment.ts';

/** `failed` comes last: a bank may send back what the provider had called a success. */
export type RefundStatus = 'requested' | 'pending' | 'succeeded' | 'failed';

export const REFUND_RANK: Readonly<Record<RefundStatus, number>> = { requested: 0, pending: 1, succeeded: 2, failed: 3 };

export interface Refund {
  readonly id: string;
  readonly amount: Money;
  readonly status: RefundStatus;
  /** The provider's id of it, once known. */
  readonly reference: string | undefined;
  /** Why, for the customer. */
  readonly reason: string;
  readonly created: Date;
}

/** What may still be given back. */
export function refundable({ captured, refunds }: Payment): Money {
  const taken = refunds.reduce((sum, { amount, status }) => (status === 'failed' ? sum : sum + amount.minor), 0n);
  return captured.minor > taken ? { ...captured, minor: captured.minor - taken } : zero(captured.currency);
}

/** What was given back and has arrived. */
export const refunded = ({ captured, refunds }: Pick<Payment, 'captured' | 'refunds'>): Money => ({
  ...captured,
  minor: refunds.reduce((sum, { amount, status }) => (status === 'succeeded' ? sum + amount.minor : sum), 0n),
});

/** A refund of as much of `amount` as is left; nothing when nothing is left. Its id follows from its place in the payment's life. */
export function refundUpTo(payment: Payment, amount: Money, reason: string, at: Date): PaymentEvent[] {
  const left = refundable(payment);
  const minor = amount.minor < left.minor ? amount.minor : left.minor;
  if (minor <= 0n) return [];
  const id = derivedId('refund', payment.id, String(payment.refunds.length + 1));
  return [{ type: 'refundRequested', refund: { id, amount: { ...left, minor }, status: 'requested', reference: undefined, reason, created: at }, at }];
}

/** Someone asks for a refund: everything that is left when no amount is given. */
export function refund(payment: Payment, amount: Money | undefined, reason: string, at: Date): PaymentDecision {
  const left = refundable(payment);
  const rejection = refuse(payment, amount ?? left, left);
  return rejection ? { rejection } : { events: refundUpTo(payment, amount ?? left, reason, at) };
}

function refuse(payment: Payment, amount: Money, left: Money): Rejection | undefined {
  if (payment.captured.minor === 0n) return reject('NOTHING_CAPTURED', 'Nothing was charged, so there is nothing to give back.');
  if (amount.currency !== left.currency) return badAmount('amount.currency_code', `must be ${left.currency}, the currency of the payment`);
  if (left.minor === 0n) return reject('ALREADY_REFUNDED', 'All of this payment was given back already or is on its way.');
  if (amount.minor <= 0n) return badAmount('amount.amount_minor', 'must be more than 0');
  if (amount.minor > left.minor) {
    const sentence = `At most ${formatMoney(left, 'en')} of this payment can still be given back.`;
    return reject('REFUND_TOO_LARGE', sentence, { metadata: { refundable_minor: String(left.minor), currency_code: left.currency } });
  }
  return undefined;
}

const badAmount = (field: string, description: string): Rejection =>
  reject('INVALID_FIELD', `${field}: ${description}`, { code: 'INVALID_ARGUMENT', violations: [{ field, description }] });
