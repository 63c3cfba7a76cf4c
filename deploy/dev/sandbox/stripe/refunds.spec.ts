/** Refunds through the official SDK: in full, in parts, too much, and what banks report later. */
import { expect } from 'chai';
import type Stripe from 'stripe';
import { BOOKING, type Connected, connected, errorOf } from './testing/connected.ts';

describe('Stripe sandbox: refunds', () => {
  let box: Connected;
  before(async () => void (box = await connected({ settleSeconds: 0 })));
  after(() => box[Symbol.asyncDispose]());

  const paid = (payment_method = 'pm_card_visa') =>
    box.stripe.paymentIntents.create({ ...BOOKING, capture_method: 'automatic', payment_method, confirm: true });
  const chargeOf = (intent: Stripe.PaymentIntent) => box.stripe.charges.retrieve(String(intent.latest_charge));

  it('refunds in full', async () => {
    const intent = await paid();
    const refund = await box.stripe.refunds.create({
      payment_intent: intent.id,
      reason: 'requested_by_customer',
      metadata: { why: 'rain' },
    });
    expect(refund).to.deep.include({
      amount: 2000,
      status: 'succeeded',
      charge: intent.latest_charge,
      metadata: { why: 'rain' },
    });
    expect(await chargeOf(intent)).to.include({ refunded: true, amount_refunded: 2000 });
    expect((await box.stripe.refunds.retrieve(refund.id)).id).to.equal(refund.id);
    expect(await errorOf(box.stripe.refunds.create({ payment_intent: intent.id }))).to.include({
      statusCode: 400,
      code: 'charge_already_refunded',
    });
  });

  it('refunds in parts, and never more than is left', async () => {
    const intent = await paid();
    await box.stripe.refunds.create({ payment_intent: intent.id, amount: 500 });
    const error = await errorOf(box.stripe.refunds.create({ payment_intent: intent.id, amount: 1501 }));
    expect(error).to.include({ statusCode: 400, param: 'amount' });
    expect(error.message).to.equal('Refund amount (€15.01) is greater than unrefunded amount on charge (€15.00)');
    await box.stripe.refunds.create({ charge: String(intent.latest_charge), amount: 1500 });
    const { data } = await box.stripe.refunds.list({ payment_intent: intent.id });
    expect(data.map(({ amount }) => amount)).to.deep.equal([1500, 500]);
    expect((await chargeOf(intent)).refunded).to.equal(true);
  });

  it('moves the balance back by each refund', async () => {
    const intent = await paid();
    const refund = await box.stripe.refunds.create({ payment_intent: intent.id, amount: 700 });
    const movement = await box.stripe.balanceTransactions.retrieve(String(refund.balance_transaction));
    expect(movement).to.include({ type: 'refund', amount: -700, fee: 0, net: -700, source: refund.id });
  });

  it('refuses to refund what was not captured', async () => {
    const intent = await box.stripe.paymentIntents.create({
      ...BOOKING,
      payment_method: 'pm_card_visa',
      confirm: true,
    });
    expect((await errorOf(box.stripe.refunds.create({ payment_intent: intent.id }))).message).to.equal(
      `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`,
    );
    expect(await errorOf(box.stripe.refunds.create({ charge: String(intent.latest_charge) }))).to.include({
      code: 'charge_not_refundable',
    });
  });

  it('reports a pending refund as arrived later', async () => {
    const intent = await paid('pm_card_pendingRefund');
    const refund = await box.stripe.refunds.create({ payment_intent: intent.id });
    expect(refund.status).to.equal('pending');
    await box.sandbox.sweep();
    expect((await box.stripe.refunds.retrieve(refund.id)).status).to.equal('succeeded');
  });

  it('gives the money of a failed refund back to the merchant', async () => {
    const intent = await paid('pm_card_refundFail');
    const refund = await box.stripe.refunds.create({ payment_intent: intent.id });
    expect(refund.status).to.equal('succeeded');
    await box.sandbox.sweep();
    expect(await box.stripe.refunds.retrieve(refund.id)).to.include({
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
    });
    expect(await chargeOf(intent)).to.include({ amount_refunded: 0, refunded: false });
    expect(box.sandbox.events().at(-1)?.type).to.equal('refund.updated');
  });
});
