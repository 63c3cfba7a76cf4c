import { expect } from 'chai';
import fc from 'fast-check';
import { openTimes } from '../domain/availability/list.ts';
import { START } from '../domain/example-booking.ts';
import type { WantedPlace } from '../domain/hold.ts';
import { timeFrom } from '../domain/local-time.ts';
import type { WaitlistEntry } from '../domain/waitlist.ts';
import { BEGIN, anyQuestion } from '../test/questions.ts';
import { firstFor, fromStoredPlace, lookFor } from './find-time.ts';

const entry = (id: string): WaitlistEntry => ({
  id, number: 1, party: 1, customer: { id, name: 'Ana', email: '', phone: '' }, traceId: '', status: 'waiting', offerExpires: undefined, joined: START, history: [],
});
const time = timeFrom(START, 60, 'Europe/Lisbon');
const place: WantedPlace = { kind: 'time', time, units: [{ start: time.start, end: time.end, candidates: [] }], day: { from: time.start, to: time.end }, staysWith: [] };
const waiting = ['first', 'second', 'third'].map(entry);

/** The same answers at each look. */
const always = <F>(find: F) => () => Promise.resolve(find);

describe('a time for whoever waits', () => {
  it('is for the first who can have one, and for nobody when there is none', async () => {
    const found = await firstFor(waiting, always(({ id }) => Promise.resolve(id === 'first' ? undefined : place)));
    expect(found?.entryId).to.equal('second');
    expect(await firstFor(waiting, always(() => Promise.resolve(undefined)))).to.equal(null);
  });

  it('is for the first also when it becomes free between the looks at those before and after', async () => {
    const asked: string[] = [];
    const found = await firstFor(waiting, always(({ id }) => {
      asked.push(id);
      return Promise.resolve(asked.length > 2 ? place : undefined);
    }));
    expect(asked).to.deep.equal(['first', 'second', 'third', 'first']);
    expect(found?.entryId).to.equal('first');
  });

  it('is found for each by one reading of what everybody with the same length asks about', async () => {
    const HOUR = 3_600_000;
    await fc.assert(
      fc.asyncProperty(anyQuestion, fc.array(fc.record({ hour: fc.nat({ max: 30 }), hours: fc.integer({ min: 1, max: 30 }), length: fc.constantFrom(0, 45) }), { minLength: 1, maxLength: 20 }), async (some, wishes) => {
        const question = { ...some, askedId: undefined, now: BEGIN, rules: { ...some.rules, perCustomer: undefined } };
        let loads = 0;
        const all = wishes.map(({ hour, hours, length }, index): WaitlistEntry => ({
          ...entry(`e${index}`), window: { from: new Date(BEGIN + hour * HOUR), to: new Date(BEGIN + (hour + hours) * HOUR), staffId: undefined, durationMinutes: length },
        }));
        const find = await lookFor(all, new Date(BEGIN), () => Promise.resolve((loads += 1, question)));
        for (const one of all) {
          const [from, to] = [one.window?.from.getTime() ?? 0, one.window?.to.getTime() ?? 0];
          const found = await find(one);
          expect(found && 'time' in found ? found.time.start.getTime() : undefined).to.equal(openTimes(question, from, to)[0]?.start);
        }
        expect(loads).to.equal(new Set(wishes.map(({ length }) => length)).size);
      }),
      { numRuns: 100 },
    );
  });

  /** Somebody who waits for one minute, so many days from the beginning. */
  const inDays = (days: number): WaitlistEntry => {
    const from = BEGIN + days * 86_400_000;
    return { ...entry(`in ${days} days`), window: { from: new Date(from), to: new Date(from + 60_000), staffId: undefined, durationMinutes: 0 } };
  };
  async function lookedAt(all: readonly WaitlistEntry[]) {
    const days: [from: number, long: number][] = [];
    const [question] = fc.sample(anyQuestion, 1);
    if (!question) throw new TypeError('nothing to ask');
    const find = await lookFor(all, new Date(BEGIN), ({ span }) => {
      days.push([Math.round((span.from.getTime() - BEGIN) / 86_400_000), Math.round((span.to.getTime() - span.from.getTime()) / 86_400_000)]);
      return Promise.resolve({ ...question, askedId: undefined, now: BEGIN });
    });
    return { find, days };
  }

  it('is looked for however far ahead, without reading what lies between and nobody asks about', async () => {
    expect((await lookedAt([900, 0, 20, 40, 2_900_000].map(inDays))).days).to.deep.equal([[900, 0], [0, 40], [2_900_000, 0]]);
  });

  it('is read in no more and no longer stretches than are worth it, those of whoever came first', async () => {
    const chain = Array.from({ length: 60 }, (_, index) => inDays(index * 20));
    expect((await lookedAt(chain)).days).to.deep.equal([[0, 380], [400, 380], [800, 380]]);
    const { days, find } = await lookedAt(Array.from({ length: 30 }, (_, index) => inDays((29 - index) * 100)));
    expect(days).to.deep.equal(Array.from({ length: 20 }, (_, index) => [(29 - index) * 100, 0]));
    expect(await find(inDays(500))).to.equal(undefined);
  });

  it('is the same after it was stored', () => {
    expect(fromStoredPlace(JSON.stringify(place))).to.deep.equal(place);
  });
});
