import { expect } from 'chai';
import { bookingsFor, type Outcome } from './booking-plan.ts';
import { OUTCOMES } from './bookings.ts';
import { BUSINESSES } from './data/businesses.ts';
import { OfferingKind, PaymentMode } from './data/model.ts';
import { offeringsOf, type PlannedOffering } from './offerings.ts';

describe('booking plan', () => {
  it('is sixty bookings over all businesses', () => expect(OUTCOMES.length * BUSINESSES.length).to.equal(60));

  for (const business of BUSINESSES) {
    describe(business.name, () => {
      const planned = offeringsOf(business);
      const bookings = bookingsFor(planned, business.people.length + 1, OUTCOMES);
      const offeringOf = (title: string): PlannedOffering => planned.find((offering) => offering.title === title)!;

      it('has the outcomes asked for', () => expect(bookings.map(({ outcome }) => outcome)).to.deep.equal(OUTCOMES));

      it('never sends a customer twice to the same', () => {
        expect(new Set(bookings.map(({ customer, title }) => `${customer} ${title}`)).size).to.equal(bookings.length);
      });

      it('gives the demo customer one of each outcome', () => {
        expect(new Set(bookings.filter(({ customer }) => customer === 0).map(({ outcome }) => outcome))).to.deep.equal(new Set<Outcome>(['confirmed', 'cancelled', 'pending']));
      });

      it('leaves only what is paid online unpaid, and holds it for hours', () => {
        for (const { title, outcome } of bookings) {
          const { kind, pay, price, holdMinutes } = offeringOf(title);
          expect(kind).not.to.equal(OfferingKind.PRODUCT);
          const online = pay === PaymentMode.ONLINE && price > 0;
          expect(online, title).to.equal(outcome === 'pending');
          if (online) expect(holdMinutes, title).to.be.at.least(240);
        }
      });
    });
  }
});
