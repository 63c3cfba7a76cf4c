/** What people type into card fields. */
import { expect } from 'chai';
import { passesLuhn, TEST_CARDS } from '../model/test-cards.ts';
import { brandOf, errorsOf, groupExpiry, groupNumber, toCardData } from './card-input.ts';
import { flatten } from './confirm-payment.ts';
import { HINTS } from './hints.ts';

const TODAY = new Date(2030, 5, 15);
const codes = (number: string, expiry: string, cvc: string) =>
  errorsOf({ number, expiry, cvc }, TODAY).map(({ code }) => code);

describe('stripe.js: card input', () => {
  it('groups numbers as they are printed on cards', () => {
    expect(groupNumber('4242424242424242')).to.equal('4242 4242 4242 4242');
    expect(groupNumber('42424')).to.equal('4242 4');
    expect(groupNumber('378282246310005999')).to.equal('3782 822463 10005');
    expect(groupNumber('abc')).to.equal('');
  });

  it('groups expiry dates while they are typed', () => {
    expect(['1', '12', '123', '12/34', '7', '12 / 2034'].map(groupExpiry)).to.deep.equal([
      '1',
      '12',
      '12 / 3',
      '12 / 34',
      '07',
      '12 / 20',
    ]);
  });

  it('knows brands by their first digits', () => {
    expect(['4', '51', '34', '6011', '9'].map(brandOf)).to.deep.equal([
      'visa',
      'mastercard',
      'amex',
      'discover',
      'card',
    ]);
  });

  it('accepts a complete card and says what is wrong with others', () => {
    expect(codes('4242 4242 4242 4242', '06 / 30', '123')).to.deep.equal([]);
    expect(codes('', '', '')).to.deep.equal(['incomplete_number', 'incomplete_expiry', 'incomplete_cvc']);
    expect(codes('4242 4242 4242 4241', '13 / 30', '12')).to.deep.equal([
      'invalid_number',
      'invalid_expiry_month',
      'incomplete_cvc',
    ]);
    expect(codes('4242 4242 4242 4242', '05 / 30', '123')).to.deep.equal(['invalid_expiry_year_past']);
    expect(codes('3782 822463 10005', '06 / 31', '123')).to.deep.equal(['incomplete_cvc']);
  });

  it('sends numbers, not what is on the screen', () => {
    expect(toCardData({ number: '4242 4242 4242 4242', expiry: '06 / 31', cvc: '123' })).to.deep.equal({
      number: '4242424242424242',
      exp_month: 6,
      exp_year: 2031,
      cvc: '123',
    });
    expect(flatten({ a: { b: 1, c: undefined }, d: true, e: null })).to.deep.equal({ 'a[b]': '1', d: 'true' });
  });

  it('offers test cards the sandbox knows', () => {
    for (const { number } of HINTS)
      expect(
        TEST_CARDS.some((card) => card.number === number),
        number,
      ).to.equal(true);
    for (const { number } of TEST_CARDS) expect(passesLuhn(number), number).to.equal(true);
  });
});
