import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import fc from 'fast-check';
import { type Answer, answerOf, differenceByDate, differenceOf, type Difference, isEqual } from './answer.ts';
import { readToken, writeToken } from './resume-token.ts';

interface Drawn {
  readonly day: number;
  readonly hour: number;
  readonly sessionId: string;
  readonly placesLeft: number;
  readonly staffIds: string[];
}

const slotOf = ({ day, hour, sessionId, placesLeft, staffIds }: Drawn) => {
  const start = new Date(Date.UTC(2027, 2, day, hour));
  return { time: { startTime: timestampFromDate(start), localStart: start.toISOString().slice(0, 16) }, sessionId, placesLeft, staffIds };
};

const drawn = fc.record({
  day: fc.integer({ min: 1, max: 5 }),
  hour: fc.integer({ min: 8, max: 11 }),
  sessionId: fc.constantFrom('', 'ses_1', 'ses_2', 'ses_3'),
  placesLeft: fc.integer({ min: 1, max: 3 }),
  staffIds: fc.subarray(['stf_1', 'stf_2']),
});

const keyOf = ({ sessionId, day, hour }: Drawn): string => sessionId || `${day} ${hour}`;
const answers = fc.uniqueArray(drawn, { selector: keyOf, maxLength: 20 }).map((slots) => answerOf(slots.map(slotOf)));

/** As the contract says: forget, take away, put in. */
function apply(before: Answer, { forgottenDates, goneSlots, slots }: Difference): Answer {
  const gone = new Set(goneSlots.map(({ sessionId, startTime }) => sessionId || String(startTime?.seconds)));
  const kept = [...before.slots.values()].filter(({ slot, date }) => !forgottenDates.includes(date) && !gone.has(slot.sessionId || String(slot.time?.startTime?.seconds)));
  const merged = new Map([...kept.map(({ slot }) => slot), ...slots].map((slot) => [slot.sessionId || String(slot.time?.startTime?.seconds), slot]));
  const inOrder = [...merged.values()].sort((a, b) => Number((a.time?.startTime?.seconds ?? 0n) - (b.time?.startTime?.seconds ?? 0n)) || (a.sessionId < b.sessionId ? -1 : 1));
  return answerOf(inOrder);
}

/** Slots by what names them. */
const contents = ({ slots }: Answer): Record<string, string> => Object.fromEntries([...slots].map(([key, { print }]) => [key, print] as const));

describe('an answer', () => {
  it('and its difference to another one make that other one', () => {
    fc.assert(fc.property(answers, answers, (before, after) => {
      expect(contents(apply(before, differenceOf(before, after)))).to.deep.equal(contents(after));
    }));
  });

  it('of which only the token is left, and its difference by date, too', () => {
    fc.assert(fc.property(answers, answers, (before, after) => {
      const known = readToken('question', writeToken('question', before.dates));
      expect(contents(apply(before, differenceByDate(known ?? new Map(), after)))).to.deep.equal(contents(after));
    }));
  });

  it('is equal to another one when nothing leads from one to the other', () => {
    fc.assert(fc.property(answers, answers, (before, after) => {
      const { goneSlots, slots } = differenceOf(before, after);
      // The same slots in another order are no change for whoever keeps them by name.
      if (isEqual(before, after)) expect([goneSlots, slots]).to.deep.equal([[], []]);
      if (goneSlots.length > 0 || slots.length > 0) expect(isEqual(before, after)).to.equal(false);
    }));
  });

  it('sends again only the dates that differ', () => {
    const day = (date: number, placesLeft: number) => slotOf({ day: date, hour: 9, sessionId: `ses_${date}`, placesLeft, staffIds: [] });
    const before = answerOf([day(1, 3), day(2, 3), day(3, 3)]);
    const after = answerOf([day(1, 3), day(2, 2), day(4, 3)]);
    const { forgottenDates, slots } = differenceByDate(before.dates, after);
    expect(forgottenDates).to.deep.equal(['2027-03-02', '2027-03-03']);
    expect(slots.map(({ sessionId }) => sessionId)).to.deep.equal(['ses_2', 'ses_4']);
  });
});
