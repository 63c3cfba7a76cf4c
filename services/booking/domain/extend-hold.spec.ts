import { expect } from 'chai';
import fc from 'fast-check';
import type { Booking } from './booking.ts';
import { after, CUSTOMER, exampleBooking, held, minutesAfter, NOW, refusalOf, START, stateOf } from './example-booking.ts';
import { extendHold } from './extend-hold.ts';

const extended = (booking: Booking, now = NOW): Booking => after(stateOf(booking), extendHold(stateOf(booking), CUSTOMER, now)).booking;
const refusal = (booking: Booking, now = NOW): string => refusalOf(extendHold(stateOf(booking), CUSTOMER, now));

describe('extending a hold', () => {
  it('adds half of the hold twice, then no more; the fence stays', () => {
    const once = extended(held());
    expect(once.hold).to.deep.include({ expires: minutesAfter(NOW, 22.5), extensions: 1, fence: 1n });
    const twice = extended(once);
    expect(twice.hold).to.deep.include({ expires: minutesAfter(NOW, 30), extensions: 2 });
    expect(refusal(twice)).to.equal('NO_MORE_TIME');
    expect(twice.history.map(({ change }) => change)).to.deep.equal(['state', 'hold_extended', 'hold_extended']);
  });

  it('never holds beyond the start', () => {
    const soon = held({ time: { ...held().time, start: minutesAfter(NOW, 20) } });
    expect(extended(soon).hold.expires).to.deep.equal(minutesAfter(NOW, 20));
    expect(refusal(extended(soon))).to.equal('NO_MORE_TIME');
  });

  it('refuses what is over, being paid, or confirmed', () => {
    expect(refusal(held(), minutesAfter(NOW, 15))).to.equal('HOLD_EXPIRED');
    expect(refusal(held({ hold: { ...held().hold, claimed: true } }))).to.equal('PAYMENT_IN_PROGRESS');
    expect(refusal(exampleBooking())).to.equal('NOT_HELD');
    expect(refusal(held({ status: 'expired' }))).to.equal('ALREADY_ENDED');
  });

  it('holds at most twice as long in all, whenever it is asked', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 240 }), fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 8 }), (minutes, waits) => {
        let booking = held({ hold: { ...held().hold, minutes, expires: minutesAfter(NOW, minutes) }, time: { ...held().time, start: START } });
        let now = NOW;
        for (const wait of waits) {
          now = minutesAfter(now, wait);
          if (refusal(booking, now) === 'none') booking = extended(booking, now);
        }
        expect(booking.hold.expires.getTime()).to.be.at.most(minutesAfter(NOW, 2 * minutes).getTime());
        expect(booking.hold.extensions).to.be.at.most(2);
      }),
    );
  });
});
