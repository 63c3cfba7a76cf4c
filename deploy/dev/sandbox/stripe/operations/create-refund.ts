/** Refunds a captured charge in full or in part, never more than was captured. */
import type { Call } from '../call.ts';
import type { Charge } from '../model/charge.ts';
import { formatted } from '../model/currencies.ts';
import type { Metadata } from '../model/kind.ts';
import { invalidRequest, StripeFault } from '../model/payment-error.ts';
import { newRefund, type Refund, type RefundReason } from '../model/refund.ts';
import { cardOf } from './confirm-intent.ts';
import { findCharge, findIntent, findMethod } from './find.ts';
import { recordMovement } from './record-movement.ts';

export interface RefundRequest {
  readonly payment_intent?: string | undefined;
  readonly charge?: string | undefined;
  readonly amount?: number | undefined;
  readonly reason: RefundReason | null;
  readonly metadata: Metadata;
}

export function createRefund(call: Call, request: RefundRequest): Refund {
  const charge = refundable(call, request);
  const amount = checkedAmount(charge, request.amount);
  const status = cardOf(findMethod(call, charge.payment_method)).refund === 'settles-later' ? 'pending' : 'succeeded';
  const draft = newRefund(charge, { amount, reason: request.reason, metadata: request.metadata, status }, call.now);
  const movement = recordMovement(call, {
    type: 'refund',
    amount: -amount,
    currency: charge.currency,
    source: draft.id,
    description: charge.description,
  });
  const refund = { ...draft, balance_transaction: movement.id };
  const next = withRefund(charge, refund);
  call.books.refunds.put(refund);
  call.books.charges.put(next);
  call.emit('refund.created', refund);
  call.emit('charge.refunded', next);
  return refund;
}

function refundable(call: Call, request: RefundRequest): Charge {
  const charge = requestedCharge(call, request);
  if (charge.captured && charge.amount_refunded < charge.amount_captured) return charge;
  if (charge.captured)
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
  throw invalidRequest(
    `Charge ${charge.id} was not captured, so there is nothing to refund. Cancel its PaymentIntent to release an authorization.`,
    {
      code: 'charge_not_refundable',
    },
  );
}

function requestedCharge(call: Call, request: RefundRequest): Charge {
  if (request.payment_intent !== undefined && request.charge !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: charge, payment_intent.', {
      code: 'parameters_exclusive',
    });
  }
  if (request.charge !== undefined) return findCharge(call, request.charge, 'charge');
  if (request.payment_intent === undefined)
    throw invalidRequest('One of the following params should be provided for this request: payment_intent or charge.');
  const intent = findIntent(call, request.payment_intent, 'payment_intent');
  if (intent.status === 'succeeded' && intent.latest_charge !== null) return findCharge(call, intent.latest_charge);
  throw new StripeFault(400, {
    type: 'invalid_request_error',
    message: `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`,
    param: 'payment_intent',
  });
}

function checkedAmount(charge: Charge, wanted: number | undefined): number {
  const left = charge.amount_captured - charge.amount_refunded;
  const amount = wanted ?? left;
  if (amount < 1)
    throw invalidRequest('This value must be greater than or equal to 1.', {
      code: 'parameter_invalid_integer',
      param: 'amount',
    });
  if (amount > left) {
    throw invalidRequest(
      `Refund amount (${formatted(amount, charge.currency)}) is greater than unrefunded amount on charge (${formatted(left, charge.currency)})`,
      { param: 'amount' },
    );
  }
  return amount;
}

function withRefund(charge: Charge, refund: Refund): Charge {
  const amount_refunded = charge.amount_refunded + refund.amount;
  const data = [refund, ...charge.refunds.data];
  return {
    ...charge,
    amount_refunded,
    refunded: amount_refunded === charge.amount_captured,
    refunds: { ...charge.refunds, data: data.slice(0, 10), has_more: data.length > 10 },
  };
}
