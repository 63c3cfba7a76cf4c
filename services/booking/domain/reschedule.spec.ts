import { expect } from 'chai';
import fc from 'fast-check';
import { money } from '../../runtime/money.ts';
import type { Booking, BookingState } from './booking.ts';
import { after, CUSTOMER, dateOf, exampleBooking, exampleOffering, held, minutesAfter, NOW, refusalOf, STAFF, START, stateOf } from './example-booking.ts';
import { countLanes } from './lanes.ts';
import { totalOf } from './lines.ts';
import { timeFrom } from './local-time.ts';
import { isFree, type Calendar } from './place.ts';
import { staffOf } from './takes.ts';
import { reschedule, type Move } from './reschedule.ts';

const to = (sessionId: string, more: Partial<Move> = {}): Move => ({
  offering: exampleOffering, claimId: 'new', place: { kind: 'session', sessionId, partySize: 1 }, expectedTotal: undefined, ...more,
});

describe('moving a booking', () => {
  it('takes the new place, gives the old one back, and says so in the history', () => {
    const state = stateOf(exampleBooking());
    const { booking, sessions } = after(state, reschedule(state, to('tomorrow'), { ...CUSTOMER, reason: 'Train' }, NOW));
    expect(booking.time.localStart).to.equal('2027-03-11T19:30');
    expect(booking.place).to.deep.include({ sessionId: 'tomorrow', lanes: [0] });
    expect(booking.hold.fence).to.equal(2n);
    expect([...sessions.values()].map(({ free }) => countLanes(free))).to.deep.equal([3, 2]);
    expect(booking.history.at(-1)).to.deep.include({ change: 'rescheduled', from: 'confirmed', to: 'confirmed', reason: 'Train', detail: '2027-03-10T19:30 → 2027-03-11T19:30' });
  });

  it('changes nothing when the new place is taken', () => {
    const state = stateOf(exampleBooking(), dateOf('full', 2, 0));
    expect(refusalOf(reschedule(state, to('full'), CUSTOMER, NOW))).to.equal('SLOT_TAKEN');
  });

  it('refuses the time that it has, one that has begun, and a date of something else', () => {
    const state = stateOf(exampleBooking(), { ...dateOf('foreign', 3), offeringId: 'other' }, dateOf('gone', -10));
    expect(refusalOf(reschedule(state, to('tonight'), CUSTOMER, NOW))).to.equal('NOTHING_TO_MOVE');
    expect(refusalOf(reschedule(state, to('gone'), CUSTOMER, NOW))).to.equal('SLOT_IN_PAST');
    expect(refusalOf(reschedule(state, to('foreign'), CUSTOMER, NOW))).to.equal('SLOT_NOT_OFFERED');
  });

  it('is the customer’s until the free-cancellation time, and the business’s after it', () => {
    const state = stateOf(exampleBooking());
    const last = minutesAfter(START, -24 * 60);
    expect(refusalOf(reschedule(state, to('tomorrow'), CUSTOMER, last))).to.equal('none');
    expect(refusalOf(reschedule(state, to('tomorrow'), CUSTOMER, minutesAfter(last, 1)))).to.equal('TOO_LATE_TO_MOVE');
    expect(refusalOf(reschedule(state, to('tomorrow'), CUSTOMER, minutesAfter(START, 1)))).to.equal('ALREADY_BEGUN');
    expect(refusalOf(reschedule(state, to('tomorrow'), STAFF, minutesAfter(START, 1)))).to.equal('none');
  });

  it('moves what is held, but neither what is being paid nor what has ended', () => {
    const moving = (booking: Booking, now = NOW) => refusalOf(reschedule(stateOf(booking), to('tomorrow'), STAFF, now));
    expect(moving(held())).to.equal('none');
    expect(moving(held({ hold: { ...held().hold, claimed: true } }))).to.equal('PAYMENT_IN_PROGRESS');
    expect(moving(held(), minutesAfter(NOW, 15))).to.equal('HOLD_EXPIRED');
    expect(moving(exampleBooking({ status: 'cancelled' }))).to.equal('ALREADY_ENDED');
    expect(moving(exampleBooking({ status: 'completed' }))).to.equal('ALREADY_OVER');
  });

  describe('when the price is another one today', () => {
    const dearer = { ...exampleOffering, price: money(5000, 'EUR') };
    const moving = (booking: Booking, by: typeof CUSTOMER, expectedTotal?: bigint) => {
      const state = stateOf(booking);
      const move = to('tomorrow', { offering: dearer, ...(expectedTotal !== undefined && { expectedTotal: money(expectedTotal, 'EUR') }) });
      const decision = reschedule(state, move, by, NOW);
      if ('rejection' in decision) return decision.rejection.reason;
      const { lines, total } = after(state, decision).booking;
      expect(totalOf(lines, 'EUR')).to.deep.equal(total);
      return total.minor;
    };

    it('refuses the customer who paid online, whatever total they name', () => {
      expect(moving(exampleBooking(), CUSTOMER)).to.equal('PRICE_CHANGED');
      expect(moving(exampleBooking(), CUSTOMER, 4500n)).to.equal('PRICE_CHANGED');
      expect(moving(exampleBooking(), CUSTOMER, 5000n)).to.equal('PRICE_CHANGED');
    });

    it('lets staff keep what was agreed', () => {
      expect(moving(exampleBooking(), STAFF)).to.equal(4500n);
      expect(moving(exampleBooking(), STAFF, 4500n)).to.equal(4500n);
      expect(moving(exampleBooking(), STAFF, 5000n)).to.equal('PRICE_CHANGED');
    });

    it('takes the new price at the desk once it is named', () => {
      const atDesk = exampleBooking({ paymentRequired: false, payment: undefined });
      expect(moving(atDesk, CUSTOMER)).to.equal('PRICE_CHANGED');
      expect(moving(atDesk, CUSTOMER, 5000n)).to.equal(5000n);
    });

    it('counts what was added as well, at its own price where it is not to be had any more', () => {
      const { lines } = exampleBooking();
      const added = [...lines, { kind: 'add_on', id: 'lamp', title: 'Lamp', unitPrice: money(300, 'EUR'), quantity: 2, extraMinutes: 0 } as const];
      const atDesk = exampleBooking({ paymentRequired: false, payment: undefined, lines: added, total: totalOf(added, 'EUR') });
      expect(moving(atDesk, CUSTOMER, 5000n)).to.equal('PRICE_CHANGED');
      expect(moving(atDesk, CUSTOMER, 5600n)).to.equal(5600n);
      expect(moving(atDesk, STAFF)).to.equal(5100n);
    });
  });

  describe('with staff', () => {
    const at = (minutes: number) => timeFrom(minutesAfter(START, minutes), 60, 'Europe/Lisbon');
    const both = [{ id: 'rui', kind: 'staff', name: 'Rui' }, { id: 'ines', kind: 'staff', name: 'Inês' }];
    const day = { from: minutesAfter(START, -600), to: minutesAfter(START, 600) };
    const timeAt = (minutes: number, candidates = both) => ({ kind: 'time', time: at(minutes), units: [{ ...at(minutes), candidates }], day, staysWith: [] }) as const;
    const withInes = exampleBooking({ place: { kind: 'time', takes: [{ id: 'ines', kind: 'staff', name: 'Inês', start: at(0).start, end: at(0).end }] } });
    const claim = { id: 'old', bookingId: 'booking', start: withInes.time.start, end: withInes.time.end };
    const state = (...others: readonly Calendar[]): BookingState => ({
      booking: withInes, sessions: new Map(), calendars: new Map([{ id: 'ines', claims: [claim] }, ...others].map((calendar) => [calendar.id, calendar])),
    });

    it('may overlap with its own old time and stays with who serves it', () => {
      const before = state();
      const { booking, calendars } = after(before, reschedule(before, to('', { place: timeAt(30) }), CUSTOMER, NOW));
      expect(staffOf(booking.place)?.id).to.equal('ines');
      expect(calendars.get('ines')?.claims.map(({ id }) => id)).to.deep.equal(['new']);
    });

    it('goes to a colleague when theirs is the only free time', () => {
      const [first] = state().calendars.values();
      const busy: Calendar = { id: 'ines', claims: [...(first?.claims ?? []), { id: 'x', bookingId: 'other', start: at(120).start, end: at(120).end }] };
      const before = state(busy);
      const { booking, calendars } = after(before, reschedule(before, to('', { place: timeAt(120) }), CUSTOMER, NOW));
      expect(staffOf(booking.place)?.id).to.equal('rui');
      expect(calendars.get('ines')?.claims.map(({ id }) => id)).to.deep.equal(['x']);
      expect(calendars.get('rui')?.claims).to.have.length(1);
    });

    it('has exactly one time, wherever it is moved, and never one of somebody else', () => {
      const moves = fc.array(fc.record({ half: fc.nat({ max: 8 }), who: fc.constantFrom<readonly string[]>(['rui'], ['ines'], ['rui', 'ines']) }), { minLength: 1, maxLength: 20 });
      const foreign = fc.array(fc.record({ half: fc.integer({ min: 2, max: 8 }), who: fc.constantFrom('rui', 'ines') }), { maxLength: 4 });
      fc.assert(
        fc.property(moves, foreign, (wishes, others) => {
          let now = state({ id: 'rui', claims: [] });
          for (const { half, who } of others) {
            const calendar = now.calendars.get(who) ?? { id: who, claims: [] };
            const time = at(half * 30);
            if (isFree(calendar, time)) now = { ...now, calendars: new Map(now.calendars).set(who, { ...calendar, claims: [...calendar.claims, { id: `f${half}`, bookingId: 'other', ...time }] }) };
          }
          const foreigners = (s: BookingState) => [...s.calendars.values()].flatMap(({ claims }) => claims.filter(({ bookingId }) => bookingId === 'other'));
          const taken = foreigners(now).length;
          for (const { half, who } of wishes) {
            const decision = reschedule(now, to('', { place: timeAt(half * 30, both.filter(({ id }) => who.includes(id))) }), CUSTOMER, NOW);
            if ('events' in decision) now = after(now, decision);
            const { booking } = now;
            const mine = [...now.calendars.values()].flatMap(({ id, claims }) => claims.filter(({ bookingId }) => bookingId === 'booking').map((claim) => ({ ...claim, who: id })));
            expect(mine).to.have.length(1);
            expect(mine[0]).to.deep.include({ who: booking && staffOf(booking.place)?.id, start: booking?.time.start });
            expect(foreigners(now)).to.have.length(taken);
            for (const { claims } of now.calendars.values()) {
              expect(claims.every((a) => claims.every((b) => a === b || a.end <= b.start || b.end <= a.start))).to.equal(true);
            }
          }
        }),
      );
    });
  });
});
