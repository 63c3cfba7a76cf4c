/** What banks report about refunds some time later: a pending one arrives, a failing one comes back to the merchant. */
import type { Call } from '../call.ts';
import type { Charge } from '../model/charge.ts';
import type { Refund } from '../model/refund.ts';
import { cardOf } from './confirm-intent.ts';
import { findCharge, findMethod } from './find.ts';
import { recordMovement } from './record-movement.ts';

export function settleRefunds(call: Call, minimumAge: number): void {
  for (const refund of call.books.refunds.all()) {
    if (refund.created + minimumAge > call.now) continue;
    const behaviour = cardOf(findMethod(call, refund.payment_method)).refund;
    if (refund.status === 'pending') succeed(call, refund);
    else if (refund.status === 'succeeded' && behaviour === 'fails') fail(call, refund);
  }
}

function succeed(call: Call, refund: Refund): void {
  const settled: Refund = { ...refund, status: 'succeeded' };
  replace(call, settled, 0);
  call.emit('refund.updated', settled);
}

function fail(call: Call, refund: Refund): void {
  const movement = recordMovement(call, {
    type: 'refund_failure',
    amount: refund.amount,
    currency: refund.currency,
    source: refund.id,
    description: 'REFUND FAILURE',
  });
  const failed: Refund = {
    ...refund,
    failure_balance_transaction: movement.id,
    failure_reason: 'expired_or_canceled_card',
    status: 'failed',
  };
  replace(call, failed, refund.amount);
  call.emit('refund.failed', failed);
  call.emit('refund.updated', failed);
}

function replace(call: Call, refund: Refund, returned: number): void {
  const charge = findCharge(call, refund.charge);
  const data = charge.refunds.data.map((old) => (old.id === refund.id ? refund : old));
  const amount_refunded = charge.amount_refunded - returned;
  const next: Charge = {
    ...charge,
    amount_refunded,
    refunded: amount_refunded === charge.amount_captured,
    refunds: { ...charge.refunds, data },
  };
  call.books.refunds.put(refund);
  call.books.charges.put(next);
}
