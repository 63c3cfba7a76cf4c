import { expect } from 'chai';
import fc from 'fast-check';
import { reject } from '../../runtime/errors.ts';
import { exampleBooking, START } from './example-booking.ts';
import { limitIdOf, refuseOver, withCounted, type AppliedLimit, type Tallies } from './limits.ts';
import { timeFrom } from './local-time.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BEGIN = START.getTime();

const limitOf = (offeringId: string, customerId: string | undefined, day: number, max: number): AppliedLimit => ({
  id: limitIdOf(offeringId, customerId), offeringId, customerId, from: BEGIN + day * DAY, to: BEGIN + (day + 1) * DAY, max,
  rejection: reject('SLOT_NOT_OFFERED', customerId === undefined ? 'all' : 'customer'),
});

const bookingOf = (offeringId: string, customerId: string, start: number) => {
  const { offering, customer } = exampleBooking();
  return { offering: { ...offering, id: offeringId }, customer: { ...customer, id: customerId }, time: timeFrom(new Date(start), 60, 'Europe/Lisbon') };
};

/** As a store counts when nothing is booked. */
const empty = (limits: readonly AppliedLimit[]): Tallies =>
  new Map([...Map.groupBy(limits, ({ id }) => id)].map(([id, counts]) => [id, { id, counts: counts.map((each) => ({ ...each, count: 0 })) }]));

describe('limits', () => {
  it('let in as many as they say of each customer, offering and period, and of all together', () => {
    const ask = fc.record({ offering: fc.constantFrom('yoga', 'sauna'), customer: fc.constantFrom('ana', 'rui'), hour: fc.integer({ min: 0, max: 47 }) });
    fc.assert(
      fc.property(fc.array(ask, { maxLength: 30 }), (asks) => {
        const limits = ['yoga', 'sauna'].flatMap((offering) => [0, 1].flatMap((day) => [limitOf(offering, 'ana', day, 2), limitOf(offering, 'rui', day, 2), limitOf(offering, undefined, day, 3)]));
        let tallies = empty(limits);
        const had: typeof asks = [];
        for (const each of asks) {
          const day = Math.floor(each.hour / 24);
          const mine = [limitOf(each.offering, each.customer, day, 2), limitOf(each.offering, undefined, day, 3)];
          const same = had.filter(({ offering, hour }) => offering === each.offering && Math.floor(hour / 24) === day);
          const refused = refuseOver(tallies, mine);
          const full = same.filter(({ customer }) => customer === each.customer).length >= 2 ? 'customer' : same.length >= 3 ? 'all' : undefined;
          expect(refused?.message).to.equal(full);
          if (refused) continue;
          had.push(each);
          tallies = withCounted(tallies, bookingOf(each.offering, each.customer, BEGIN + each.hour * HOUR));
        }
      }),
    );
  });

  it('are not decided by a turn that has not counted', () => {
    expect(() => refuseOver(undefined, [limitOf('yoga', 'ana', 0, 2)])).to.throw(TypeError, 'has not counted');
    expect(refuseOver(undefined, undefined)).to.equal(undefined);
  });
});
