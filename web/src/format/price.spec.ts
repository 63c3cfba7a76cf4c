import { MoneySchema } from '@berth/sdk/browser';
import { create } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { formatPrice, isFree, totalOf } from './price.ts';

const of = (amountMinor: bigint, currencyCode: string) => create(MoneySchema, { amountMinor, currencyCode });

describe('prices', () => {
  it('follow the locale and the minor units of the currency', () => {
    expect(formatPrice(of(4500n, 'EUR'), 'en-GB')).to.equal('€45.00');
    expect(formatPrice(of(4500n, 'EUR'), 'pt-PT').replaceAll(/\s/g, ' ')).to.equal('45,00 €');
    expect(formatPrice(of(1250n, 'JPY'), 'en-GB')).to.equal('JP¥1,250');
    expect(formatPrice(of(1250n, 'KWD'), 'en-GB')).to.match(/1\.250$/);
  });

  it('stay exact where floating point would not', () => {
    expect(formatPrice(of(9_007_199_254_740_993n, 'EUR'), 'en-GB')).to.equal('€90,071,992,547,409.93');
  });

  it('multiply by places', () => {
    expect(totalOf(of(3333n, 'EUR'), 3)).to.deep.equal({ amountMinor: 9999n, currencyCode: 'EUR' });
  });

  it('know what is free', () => {
    expect([isFree(undefined), isFree(of(0n, 'EUR')), isFree(of(1n, 'EUR'))]).to.deep.equal([true, true, false]);
  });
});
