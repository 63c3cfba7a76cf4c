import { expect } from 'chai';
import fc from 'fast-check';
import { openTimes } from '../domain/availability/list.ts';
import { noClasses, type ClassTime, type Question } from '../domain/availability/question.ts';
import { emptyState, type BookingState } from '../domain/booking.ts';
import { classIdOf } from '../domain/classes.ts';
import { findPlace } from '../domain/hold.ts';
import { timeFrom } from '../domain/local-time.ts';
import type { Session } from '../domain/place.ts';
import { anyQuestion, BEGIN, END } from '../test/questions.ts';
import { timeIn } from './wanted-place.ts';

const QUARTER = 15 * 60_000;
const everyStart: readonly number[] = Array.from({ length: (END - BEGIN) / QUARTER }, (_, index) => BEGIN + index * QUARTER);

/** What a turn would find in the tables. */
const stateOf = (question: Question): BookingState => ({
  ...emptyState,
  calendars: new Map([...question.busy].map(([id, taken]) => [
    id, { id, claims: taken.map(({ start, end }, index) => ({ id: `${id} ${index}`, bookingId: 'other', start: new Date(start), end: new Date(end) })) },
  ])),
  sessions: new Map([...question.classes.values()].flat().map((each) => sessionOf(question, each)).map((session) => [session.id, session])),
});

function sessionOf({ offering, durationMinutes, rules }: Question, { start, booked, ids }: ClassTime): Session {
  const time = timeFrom(new Date(start), durationMinutes, offering.timeZone);
  const capacity = Math.max(rules.capacity, booked);
  return {
    id: classIdOf(offering.id, time, ids[0] ?? ''), offeringId: offering.id, time, capacity, free: booked < capacity ? [[booked, capacity]] : [], taken: new Map(), left: new Map(),
    takes: ids.map((id) => ({ id, kind: '', name: id, start: time.start, end: time.end })),
  };
}

/** A hold as it is prepared, knowing nothing of bookings, and then decided on what is taken. */
function isHeld(question: Question, start: number, party: number): boolean {
  const prepared = timeIn({ ...question, busy: new Map(), classes: noClasses }, new Date(start), party);
  return !('rejection' in findPlace(stateOf(question), { offering: question.offering, claimId: 'claim', place: prepared }));
}

describe('a hold', function () {
  this.timeout(20_000);

  it('gets exactly the times that are listed, for as many as are listed', () => {
    const seen = { held: 0, joined: 0, refused: 0 };
    fc.assert(
      fc.property(anyQuestion, (question) => {
        const listed = new Map(openTimes(question, BEGIN, END).map(({ start, places }) => [start, places]));
        // Those of the grid, and now and then one that is not.
        const starts = new Set([...listed.keys(), ...question.classes.keys(), ...everyStart.filter((_, index) => index % 7 === 0)]);
        for (const start of starts) {
          for (let party = 1; party <= question.rules.capacity; party += 1) {
            const held = isHeld(question, start, party);
            expect(held, `${new Date(start).toISOString()} for ${party}`).to.equal(party <= (listed.get(start) ?? 0));
            if (!held) seen.refused += 1;
            else if (question.classes.has(start)) seen.joined += 1;
            else seen.held += 1;
          }
        }
      }),
      { numRuns: 120 },
    );
    expect(Math.min(seen.held, seen.joined, seen.refused), JSON.stringify(seen)).to.be.above(0);
  });
});
