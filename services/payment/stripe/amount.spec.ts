import { expect } from 'chai';
import { money } from '../../runtime/money.ts';
import { toMinor, toStripeAmount } from './amount.ts';

describe('amounts', () => {
  const cases = [[1_250, 'EUR', 1_250], [1_250, 'JPY', 1_250], [1_250, 'KWD', 1_250], [1_250, 'ISK', 125_000], [5, 'UGX', 500]] as const;
  for (const [minor, currency, amount] of cases) {
    it(`${minor} ${currency} is ${amount} at Stripe, and back`, () => {
      expect(toStripeAmount(money(minor, currency))).to.equal(amount);
      expect(toMinor(amount, currency.toLowerCase())).to.equal(String(minor));
    });
  }

  it('refuses what a number cannot hold', () => {
    expect(() => toStripeAmount(money(9_007_199_254_740_993n, 'EUR'))).to.throw(RangeError);
  });
});
