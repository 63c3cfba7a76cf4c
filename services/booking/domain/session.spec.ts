import { expect } from 'chai';
import fc from 'fast-check';
import { Failure } from '../../runtime/errors.ts';
import { money } from '../../runtime/money.ts';
import { countLanes, lanesOf } from './lanes.ts';
import type { Offering } from './offering.ts';
import { freeLanes, leaveLanes, placesLeft, takeLanes, type Session } from './place.ts';
import { move, newSessions, placesBooked, resize, type SessionDecision, type SessionWish } from './session.ts';

const offering: Offering = {
  id: 'o', kind: 'event', title: 'Yoga', place: '', price: money(1500, 'EUR'), durationMinutes: 90, timeZone: 'Europe/Lisbon',
  capacity: 8, paidOnline: true, holdMinutes: 15, freeCancellationHours: 24, published: true, variants: [], addOns: [],
};
const wish = (change: Partial<SessionWish> = {}): SessionWish => ({ localStart: '2026-03-24T19:30', capacity: 0, recurrence: '', excludedDates: [], ...change });
const make = (change?: Partial<SessionWish>): Session[] => newSessions(() => 's', offering, wish(change), 'sessions[0]');
const session = (capacity: number): Session => make({ capacity })[0] ?? expect.fail('no session');

function fieldsOf(change: Partial<SessionWish>): readonly string[] {
  try {
    make(change);
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return (error.details.violations ?? []).map(({ field }) => field);
  }
}

const changed = (decision: SessionDecision): Session => {
  const [event] = 'events' in decision ? decision.events : [];
  return (event && ('session' in event ? event.session : event.sessions[0])) ?? expect.fail('refused');
};
const refusal = (decision: SessionDecision) => ('rejection' in decision ? decision.rejection : undefined);
/** Lanes of the booking `index`, if there are enough. */
const book = (from: Session, party: number, index = 0): Session => takeLanes(from, freeLanes(from, party) ?? expect.fail('full'), `b${index}`);

describe('sessions', () => {
  it('of a rule have its dates, at the same time of day over a change of the clock', () => {
    const made = make({ recurrence: 'FREQ=WEEKLY;COUNT=2' });
    expect(made.map(({ time }) => [time.localStart, time.start.toISOString()])).to.deep.equal([
      ['2026-03-24T19:30', '2026-03-24T19:30:00.000Z'],
      ['2026-03-31T19:30', '2026-03-31T18:30:00.000Z'],
    ]);
  });

  it('name the field that is wrong', () => {
    expect(fieldsOf({ localStart: '2026-02-30T10:00' })).to.deep.equal(['sessions[0].local_start']);
    expect(fieldsOf({ localStart: '2026-02-30T10:00', recurrence: 'FREQ=DAILY;COUNT=2' })).to.deep.equal(['sessions[0].local_start']);
    expect(fieldsOf({ recurrence: 'FREQ=DAILY' })).to.deep.equal(['sessions[0].recurrence']);
    expect(fieldsOf({ capacity: -1 })).to.deep.equal(['sessions[0].capacity']);
    expect(fieldsOf({ excludedDates: ['2026-03-24'] })).to.deep.equal(['sessions[0].excluded_dates']);
  });
});

describe('the capacity of a session', () => {
  it('is never less than what is booked; the refusal has both numbers', () => {
    const booked = book(session(8), 3);
    const { reason, metadata } = refusal(resize(booked, 2)) ?? {};
    expect([reason, metadata]).to.deep.equal(['CAPACITY_BELOW_BOOKED', { booked: '3', capacity: '2' }]);
    expect(placesLeft(changed(resize(booked, 3)))).to.equal(0);
  });

  it('grows by places with new numbers: those withdrawn before may still be somebody\'s', () => {
    const [low, high] = [[0, 1, 2], [3, 4]];
    const both = takeLanes(takeLanes(session(6), low, 'low'), high, 'high');
    const grown = changed(resize(changed(resize(leaveLanes(both, low, 'low'), 2)), 5));
    expect(lanesOf(grown.free)).to.deep.equal([6, 7, 8]);
  });

  it('can be changed again and again without giving a place to two', () => {
    const step = fc.oneof(
      fc.record({ resize: fc.integer({ min: 1, max: 12 }) }),
      fc.record({ book: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ leave: fc.nat({ max: 5 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let state = session(6);
        const bookings: { id: string; lanes: readonly number[] }[] = [];
        for (const [index, each] of steps.entries()) {
          if ('resize' in each) {
            const decision = resize(state, each.resize);
            expect('rejection' in decision).to.equal(each.resize < placesBooked(state));
            if ('events' in decision) state = changed(decision);
          } else if ('book' in each) {
            const lanes = freeLanes(state, each.book);
            if (!lanes) continue;
            bookings.push({ id: `b${index}`, lanes });
            state = takeLanes(state, lanes, `b${index}`);
          } else {
            const [gone] = bookings.splice(each.leave % Math.max(1, bookings.length), 1);
            if (gone) state = leaveLanes(state, gone.lanes, gone.id);
          }
          const taken = bookings.flatMap(({ lanes }) => lanes);
          expect(new Set(taken).size, 'a lane twice').to.equal(taken.length);
          expect(countLanes(state.free) + taken.length, 'places').to.equal(state.capacity);
          expect(taken.every((lane) => !state.free.some(([from, to]) => from <= lane && lane < to)), 'free and taken').to.equal(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the time of a session', () => {
  it('can be changed while nobody has booked', () => {
    const { time } = changed(move(session(8), '2026-03-29T01:30'));
    expect([time.localStart, time.localEnd]).to.deep.equal(['2026-03-29T02:30', '2026-03-29T04:00']);
    expect(refusal(move(book(session(8), 2), '2026-03-29T10:00'))).to.deep.include({ reason: 'SESSION_HAS_BOOKINGS', metadata: { booked: '2' } });
    expect(() => move(session(8), '2026-02-30T10:00')).to.throw(Failure, 'local_start');
  });
});
