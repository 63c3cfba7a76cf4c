import { expect } from 'chai';
import { START } from '../domain/example-booking.ts';
import type { WantedPlace } from '../domain/hold.ts';
import { timeFrom } from '../domain/local-time.ts';
import type { WaitlistEntry } from '../domain/waitlist.ts';
import { firstFor, fromStoredPlace } from './find-time.ts';

const entry = (id: string): WaitlistEntry => ({
  id, number: 1, party: 1, customer: { id, name: 'Ana', email: '', phone: '' }, traceId: '', status: 'waiting', offerExpires: undefined, joined: START, history: [],
});
const time = timeFrom(START, 60, 'Europe/Lisbon');
const place: WantedPlace = { kind: 'time', time, units: [{ start: time.start, end: time.end, candidates: [] }], day: { from: time.start, to: time.end }, staysWith: [] };
const waiting = ['first', 'second', 'third'].map(entry);

describe('a time for whoever waits', () => {
  it('is for the first who can have one, and for nobody when there is none', async () => {
    const found = await firstFor(waiting, ({ id }) => Promise.resolve(id === 'first' ? undefined : place));
    expect(found?.entryId).to.equal('second');
    expect(await firstFor(waiting, () => Promise.resolve(undefined))).to.equal(null);
  });

  it('is for the first also when it becomes free between the looks at those before and after', async () => {
    const asked: string[] = [];
    const found = await firstFor(waiting, ({ id }) => {
      asked.push(id);
      return Promise.resolve(asked.length > 2 ? place : undefined);
    });
    expect(asked).to.deep.equal(['first', 'second', 'third', 'first']);
    expect(found?.entryId).to.equal('first');
  });

  it('is the same after it was stored', () => {
    expect(fromStoredPlace(JSON.stringify(place))).to.deep.equal(place);
  });
});
