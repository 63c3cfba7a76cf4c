import { expect } from 'chai';
import { chargeWith, intentWith, refundWith } from './example.ts';
import { viewOfCharge, viewOfIntent, viewOfRefund } from './view.ts';

const created = { type: 'created', clientSecret: 'pi_1_secret_x' };
const factsOf = (more: object) => viewOfIntent(intentWith(more), 1_800).facts;

describe('viewOfIntent', () => {
  it('reads where the money stands', () => {
    expect(viewOfIntent(intentWith(), 1_800)).to.deep.equal({ reference: 'pi_1', facts: [created] });
    expect(factsOf({ status: 'requires_action' })).to.deep.equal([created]);
    expect(factsOf({ status: 'requires_capture' })).to.deep.equal([created, { type: 'authorized' }]);
    expect(factsOf({ status: 'succeeded', amount_received: 4_500, latest_charge: 'ch_1' })).to.deep.equal([
      created,
      { type: 'captured', minor: '4500', currency: 'EUR' },
    ]);
  });

  it('says why it was cancelled in words for the customer', () => {
    expect(factsOf({ status: 'canceled', cancellation_reason: 'automatic' }).at(-1)).to.have.property('reason').that.contains('Your bank');
    expect(factsOf({ status: 'canceled', cancellation_reason: 'abandoned' }).at(-1)).to.have.property('reason').that.contains('not charged');
  });

  it('knows the method when the charge came along', () => {
    const labels = [
      [{ card: { brand: 'visa', last4: '4242' }, type: 'card' }, 'Visa •••• 4242'],
      [{ card: { brand: 'amex', last4: '0005' }, type: 'card' }, 'American Express •••• 0005'],
      [{ type: 'sepa_debit' }, 'Sepa debit'],
      [null, 'Card'],
    ] as const;
    for (const [details, label] of labels) {
      const latest_charge = chargeWith({ payment_method_details: details });
      expect(factsOf({ status: 'succeeded', amount_received: 1, latest_charge })).to.deep.include({ type: 'methodKnown', label });
    }
  });

  it('tells of a failed attempt by its charge and time, in the words of the bank', () => {
    const last_payment_error = { type: 'card_error', code: 'card_declined', charge: 'ch_1', message: 'Your card was declined.' };
    expect(factsOf({ last_payment_error })).to.deep.include({ type: 'attemptFailed', attempt: { id: 'ch_1', at: 1_800, reason: 'Your card was declined.' } });
    const told = factsOf({ last_payment_error, latest_charge: chargeWith({ status: 'failed' }) });
    expect(told).to.deep.include({ type: 'attemptFailed', attempt: { id: 'ch_1', at: 1_700, reason: 'Your card was declined.' } });
    expect(told.some(({ type }) => type === 'methodKnown')).to.equal(false);
  });

  it('keeps the words for developers from the customer, and old failures from a payment that went on', () => {
    const last_payment_error = { type: 'invalid_request_error', code: 'parameter_missing', message: 'Missing required param: foo.' };
    expect(JSON.stringify(factsOf({ last_payment_error }))).not.to.contain('foo');
    expect(factsOf({ last_payment_error, status: 'requires_capture' })).to.deep.equal([created, { type: 'authorized' }]);
  });
});

describe('viewOfCharge', () => {
  it('tells the method only', () => {
    expect(viewOfCharge(chargeWith())).to.deep.equal({ reference: 'pi_1', facts: [{ type: 'methodKnown', label: 'Visa •••• 4242' }] });
    expect(viewOfCharge(chargeWith({ payment_intent: null }))).to.equal(undefined);
  });
});

describe('viewOfRefund', () => {
  const factOf = (more: object) => viewOfRefund(refundWith(more))?.facts[0];

  it('knows our refunds by their metadata, and takes nothing but an id from it', () => {
    const id = '0195c3a0-0000-7000-8000-00000000000a';
    expect(factOf({ metadata: { berth_refund: id } })).to.have.nested.property('refund.id', id);
    expect(factOf({ metadata: { berth_refund: "'; drop table" } })).to.have.nested.property('refund.id', undefined);
  });

  it('reads its status', () => {
    const statuses = { succeeded: 'succeeded', pending: 'pending', requires_action: 'pending', failed: 'failed', canceled: 'failed' };
    for (const [status, ours] of Object.entries(statuses)) expect(factOf({ status })).to.have.nested.property('refund.status', ours);
  });
});
