import { expect } from 'chai';
import fc from 'fast-check';
import { add, formatMoney, includedTax, money, subtract, times, toDecimal } from './money.ts';

describe('money', () => {
  it('never mixes currencies', () => {
    expect(() => add(money(1, 'EUR'), money(1, 'USD'))).to.throw(RangeError);
  });

  it('is exact at any size', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), (a, b) => {
        expect(subtract(add(money(a, 'EUR'), money(b, 'EUR')), money(b, 'EUR'))).to.deep.equal(money(a, 'EUR'));
      }),
    );
    expect(times(money(333, 'EUR'), 3)).to.deep.equal(money(999, 'EUR'));
  });

  it('is shown with as many digits as its currency has', () => {
    expect(toDecimal(money(5, 'EUR'))).to.equal('0.05');
    expect(toDecimal(money(-1205, 'EUR'))).to.equal('-12.05');
    expect(toDecimal(money(1200, 'JPY'))).to.equal('1200');
    expect(toDecimal(money(1200, 'KWD'))).to.equal('1.200');
    expect(formatMoney(money(123_450, 'EUR'), 'de-DE')).to.equal('1.234,50\u00a0€');
  });

  it('holds tax that with the net makes the gross, never more than the gross', () => {
    expect(includedTax(money(12_000, 'EUR'), 2000)).to.deep.equal(money(2000, 'EUR'));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), fc.integer({ min: 0, max: 9999 }), (gross, bps) => {
        const tax = includedTax(money(gross, 'EUR'), bps).minor;
        const net = BigInt(gross) - tax;
        expect(tax >= 0n && tax <= BigInt(gross)).to.equal(true);
        const exact = (net * BigInt(bps)) / 10_000n;
        expect(exact - tax >= -1n && exact - tax <= 1n).to.equal(true);
      }),
    );
  });
});
