import { expect } from 'chai';
import { chargeWith, eventWith, intentWith, refundWith } from './example.ts';
import { readEvent } from './webhook.ts';

describe('readEvent', () => {
  it('reads events of intents, charges and refunds, and lets the others be', () => {
    expect(readEvent(eventWith('payment_intent.succeeded', intentWith()), 'platform').view?.reference).to.equal('pi_1');
    expect(readEvent(eventWith('charge.succeeded', chargeWith()), 'platform').view?.reference).to.equal('pi_1');
    expect(readEvent(eventWith('refund.updated', refundWith()), 'platform').view?.reference).to.equal('pi_1');
    expect(readEvent(eventWith('customer.created', { id: 'cus_1' }), 'platform').view).to.equal(undefined);
  });

  it('has one id for an event of an account, however often it is read', () => {
    const event = eventWith('payment_intent.succeeded', intentWith());
    expect(readEvent(event, 'platform').webhook.id).to.equal(readEvent(event, 'platform').webhook.id);
    expect(readEvent(event, 'platform').webhook.id).not.to.equal(readEvent(event, 'acct_2').webhook.id);
  });

  it('keeps neither secrets nor what tells who the customer is', () => {
    const charge = chargeWith({ billing_details: { email: 'zoe@example.com' }, receipt_email: 'zoe@example.com', payment_method_details: { card: { fingerprint: 'abc' } } });
    const stored = JSON.stringify(readEvent(eventWith('payment_intent.succeeded', intentWith({ latest_charge: charge })), 'platform').webhook.payload);
    expect(stored).to.contain('ch_1');
    for (const secret of ['_secret_', 'zoe@example.com', 'abc']) expect(stored).not.to.contain(secret);
  });

  it('takes our id from the metadata only when it is one', () => {
    const id = '0195c3a0-0000-7000-8000-00000000000a';
    const told = (berth_payment: unknown) => readEvent(eventWith('payment_intent.created', intentWith({ metadata: { berth_payment } })), 'platform').paymentId;
    expect(told(id)).to.equal(id);
    for (const other of ['x', 7, undefined]) expect(told(other)).to.equal(undefined);
  });
});
