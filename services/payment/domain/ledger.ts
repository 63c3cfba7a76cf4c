/**
 * Double entry: every entry's lines add up to zero, and the entries of a payment follow from what became of it,
 * so that they are the same however its changes were cut into turns.
 */
import type { Money } from '../../runtime/money.ts';
import type { Payment } from './payment.ts';
import type { Refund } from './refund.ts';

/**
 * `customer_receivable`: what the customer owes us; negative while a refund is on its way.
 * `provider_balance`: what the provider holds for us. `revenue`: what was sold (negative: a credit). `refunds`: what of it was taken back.
 */
export type Account = 'customer_receivable' | 'provider_balance' | 'revenue' | 'refunds';

export type EntryKind = 'sale' | 'capture' | 'refund' | 'refund_payout';

/** Debits are positive, credits negative. */
export interface Line {
  readonly account: Account;
  readonly amount: Money;
}

export interface Entry {
  readonly kind: EntryKind;
  readonly refundId: string | undefined;
  readonly lines: readonly [debit: Line, credit: Line];
}

const ACCOUNTS = {
  sale: ['customer_receivable', 'revenue'],
  capture: ['provider_balance', 'customer_receivable'],
  refund: ['refunds', 'customer_receivable'],
  refund_payout: ['customer_receivable', 'provider_balance'],
} as const satisfies Record<EntryKind, readonly [Account, Account]>;

/** The entries that lead from one state of a payment to a later one. */
export function entriesBetween(before: Payment | undefined, after: Payment): readonly Entry[] {
  const { currency } = after.amount;
  const captured = after.captured.minor - (before?.captured.minor ?? 0n);
  return [
    ...entry('sale', captured, currency),
    ...entry('capture', captured, currency),
    ...after.refunds.flatMap((refund) => refundEntries(before?.refunds.find(({ id }) => id === refund.id), refund)),
  ];
}

/** A refund is owed from its request until it bounces, and paid out while the provider calls it a success. */
function refundEntries(before: Refund | undefined, after: Refund): Entry[] {
  const { currency } = after.amount;
  return [
    ...entry('refund', owed(after) - owed(before), currency, after.id),
    ...entry('refund_payout', paidOut(after) - paidOut(before), currency, after.id),
  ];
}

const owed = (refund: Refund | undefined): bigint => (refund && refund.status !== 'failed' ? refund.amount.minor : 0n);
const paidOut = (refund: Refund | undefined): bigint => (refund?.status === 'succeeded' ? refund.amount.minor : 0n);

/** No entry for nothing; a negative amount is the entry's reversal. */
function entry(kind: EntryKind, minor: bigint, currency: string, refundId?: string): Entry[] {
  if (minor === 0n) return [];
  const [debit, credit] = ACCOUNTS[kind];
  return [{ kind, refundId, lines: [{ account: debit, amount: { minor, currency } }, { account: credit, amount: { minor: -minor, currency } }] }];
}
