import { expect } from 'chai';
import fc from 'fast-check';
import { money } from '../../runtime/money.ts';
import { cancel, refundNow } from './cancel.ts';
import { after, CUSTOMER, exampleBooking, held, minutesAfter, NOW, refusalOf, STAFF, START, stateOf } from './example-booking.ts';
import { freeUntil, percentAt, percentOf, policyOf } from './policy.ts';

const tiered = { tiers: [{ hoursBefore: 24, percent: 50 }, { hoursBefore: 72, percent: 100 }, { hoursBefore: 2, percent: 25 }] };
const before = (hours: number, seconds = 0): Date => new Date(START.getTime() - hours * 3_600_000 + seconds * 1_000);

describe('a cancellation policy', () => {
  it('gives what the most generous tier that still holds gives, to the second', () => {
    const percents = [before(100), before(72), before(72, 1), before(24), before(24, 1), before(2), before(2, 1), START].map((now) => percentAt(tiered, START, now));
    expect(percents).to.deep.equal([100, 100, 50, 50, 25, 25, 0, 0]);
    expect(freeUntil(tiered, START)).to.deep.equal(before(72));
    expect(freeUntil({ tiers: [{ hoursBefore: 1, percent: 50 }] }, START)).to.equal(undefined);
  });

  it('is the tiers of the rules, and without any everything until the offering’s hours', () => {
    expect(policyOf(tiered.tiers, 48)).to.deep.equal(tiered);
    expect(policyOf([], 48)).to.deep.equal({ tiers: [{ hoursBefore: 48, percent: 100 }] });
    expect(percentAt(policyOf([{ hoursBefore: 0, percent: 0 }], 48), START, before(1_000))).to.equal(0);
  });

  it('rounds to the nearest minor unit, half of one for the customer, and never beyond what was paid', () => {
    expect([percentOf(money(101, 'EUR'), 50), percentOf(money(1, 'JPY'), 49), percentOf(money(333, 'EUR'), 33)].map(({ minor }) => minor)).to.deep.equal([51n, 0n, 110n]);
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.integer({ min: 0, max: 100 }), (minor, percent) => {
        const back = percentOf({ minor, currency: 'EUR' }, percent).minor;
        const twiceOff = back * 200n - minor * BigInt(percent) * 2n;
        expect(twiceOff <= 100n && twiceOff > -100n).to.equal(true);
        expect(back >= 0n && back <= minor).to.equal(true);
      }),
    );
  });
});

describe('what cancelling gives back', () => {
  const booking = exampleBooking({ policy: tiered });

  it('is the policy’s for customers, and everything when the business cancels', () => {
    const state = stateOf(booking);
    expect(after(state, cancel(state, CUSTOMER, before(24))).booking.refund).to.deep.equal(money(2250, 'EUR'));
    expect(after(state, cancel(state, STAFF, before(24))).booking.refund).to.deep.equal(money(4500, 'EUR'));
  });

  it('is told beforehand exactly as it will be, and not when it is too late', () => {
    for (const now of [before(100), before(50), before(10), before(1)]) {
      const state = stateOf(booking);
      expect(refundNow(booking, false, now)).to.deep.equal(after(state, cancel(state, CUSTOMER, now)).booking.refund);
    }
    expect(refundNow(booking, false, START)).to.equal(undefined);
    expect(refundNow(held(), false, NOW)).to.deep.equal(money(0, 'EUR'));
  });

  it('may be another amount by staff, with a reason and within what was paid', () => {
    const state = stateOf(booking);
    const giving = (by: typeof STAFF, minor: bigint, currency = 'EUR') => refusalOf(cancel(state, by, NOW, { minor, currency }));
    expect(after(state, cancel(state, STAFF, NOW, money(1000, 'EUR'))).booking.refund).to.deep.equal(money(1000, 'EUR'));
    expect(giving(STAFF, 4500n)).to.equal('none');
    expect(giving(STAFF, 4501n)).to.equal('INVALID_REFUND');
    expect(giving(STAFF, -1n)).to.equal('INVALID_REFUND');
    expect(giving(STAFF, 1n, 'USD')).to.equal('INVALID_REFUND');
    expect(giving({ ...STAFF, reason: ' ' }, 1n)).to.equal('REASON_REQUIRED');
    expect(giving({ ...CUSTOMER, reason: 'Please' }, 4500n)).to.equal('REFUND_BY_STAFF_ONLY');
  });

  it('moves with the start: hours are counted from the time as it is', () => {
    const later = { ...booking, time: { ...booking.time, start: minutesAfter(START, 1440) } };
    expect(refundNow(later, false, before(48))).to.deep.equal(money(4500, 'EUR'));
  });
});
