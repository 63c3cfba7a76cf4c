import { expect } from 'chai';
import { hasPaid, readReturn } from './payment-return.ts';

describe("coming back from a bank's page", () => {
  it('keeps how it went and drops the secret', () => {
    expect(readReturn({ redirect_status: 'succeeded', payment_intent_client_secret: 'pi_1_secret_2' })).to.deep.equal({ redirect_status: 'succeeded' });
    expect(readReturn({ redirect_status: 'else' })).to.deep.equal({});
  });

  it('knows whether the customer has paid', () => {
    expect([hasPaid({}), hasPaid({ redirect_status: 'succeeded' }), hasPaid({ redirect_status: 'failed' })]).to.deep.equal([false, true, false]);
  });
});
