/** One movement of the merchant's balance with every key of Stripe's API; `net` is always `amount - fee`. */
import { newId } from './ids.ts';

export interface BalanceTransaction {
  readonly id: string;
  readonly object: 'balance_transaction';
  readonly amount: number;
  readonly available_on: number;
  readonly balance_type: 'payments';
  readonly created: number;
  readonly currency: string;
  readonly description: string | null;
  readonly exchange_rate: null;
  readonly fee: number;
  readonly fee_details: FeeDetail[];
  readonly net: number;
  readonly reporting_category: string;
  readonly source: string;
  readonly status: 'available' | 'pending';
  readonly type: 'charge' | 'refund' | 'refund_failure';
}

interface FeeDetail {
  readonly amount: number;
  readonly application: null;
  readonly currency: string;
  readonly description: string;
  readonly type: 'stripe_fee';
}

export interface Movement {
  readonly type: BalanceTransaction['type'];
  /** Signed, in minor units: what the merchant's balance gains. */
  readonly amount: number;
  readonly currency: string;
  readonly source: string;
  readonly description: string | null;
}

const SETTLEMENT_SECONDS = 2 * 24 * 3600;

export function newBalanceTransaction(movement: Movement, now: number): BalanceTransaction {
  const fee = movement.type === 'charge' ? feeOf(movement.amount) : 0;
  return {
    id: newId('txn'),
    object: 'balance_transaction',
    ...movement,
    available_on: now + SETTLEMENT_SECONDS,
    balance_type: 'payments',
    created: now,
    exchange_rate: null,
    fee,
    fee_details:
      fee === 0
        ? []
        : [
            {
              amount: fee,
              application: null,
              currency: movement.currency,
              description: 'Stripe processing fees',
              type: 'stripe_fee',
            },
          ],
    net: movement.amount - fee,
    reporting_category: movement.type,
    status: 'pending',
  };
}

/** 2.9 % and 30 minor units, the price of a card payment in the United States, never more than the payment. */
function feeOf(amount: number): number {
  return Math.min(amount, Math.round(amount * 0.029) + 30);
}
