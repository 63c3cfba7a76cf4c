import { expect } from 'chai';
import { Temporal } from 'temporal-polyfill';
import { BUSINESSES } from './data/businesses.ts';
import { OfferingKind } from './data/model.ts';
import { offeringsOf } from './offerings.ts';
import { sessionsOf, weeklyOf, type Occurrence } from './session-times.ts';

const NOW = new Date('2026-11-21T23:30:00Z');
const talk: Occurrence = { title: 'Talk', times: ['Thu 19:30'], capacity: 20 };

describe('session times', () => {
  it('are the same for the same day', () => {
    expect(sessionsOf(talk, NOW, 'Europe/Lisbon')).to.deep.equal(sessionsOf(talk, new Date(NOW.getTime() + 60_000), 'Europe/Lisbon'));
  });

  it('fall on the days and at the times that were asked for', () => {
    const starts = sessionsOf({ ...talk, times: ['Fri 19:30', 'Sun 11:00'] }, NOW, 'Europe/Lisbon').map(({ localStart }) => Temporal.PlainDateTime.from(localStart));
    expect(starts.map((start) => `${start.dayOfWeek} ${start.toPlainTime().toString().slice(0, 5)}`)).to.have.members(starts.map(({ dayOfWeek }) => (dayOfWeek === 5 ? '5 19:30' : '7 11:00')));
  });

  it('begin tomorrow where the business is', () => {
    // Half an hour before midnight in Lisbon it is already the 22nd, a Sunday, in Tokyo.
    const daily = { ...talk, times: ['Sun 10:00', 'Mon 10:00'] };
    const first = (zone: string): string => sessionsOf({ ...daily, title: 'x' }, NOW, zone).map(({ localStart }) => localStart).sort()[0] ?? '';
    expect(first('Asia/Tokyo') >= '2026-11-23').to.equal(true);
    expect(first('Europe/Lisbon') >= '2026-11-22').to.equal(true);
  });

  it('are two to six for every event, none twice, none on a holiday, all within sixty days', () => {
    for (const business of BUSINESSES) {
      for (const event of offeringsOf(business).filter(({ kind }) => kind === OfferingKind.EVENT)) {
        const starts = sessionsOf(event, NOW, business.timeZone).map(({ localStart }) => localStart);
        expect(starts.length, event.title).to.be.within(2, 6);
        expect(new Set(starts).size, event.title).to.equal(starts.length);
        expect(starts.some((start) => start.includes('-12-25') || start.includes('-01-01')), event.title).to.equal(false);
        expect(starts.every((start) => start > '2026-11-22' && start < '2027-01-22'), event.title).to.equal(true);
      }
    }
  });

  it('of what takes place every week begin with the first that comes, and leave out holidays', () => {
    const christmasEve = weeklyOf({ ...talk, times: ['Thu 19:30', 'Fri 10:00'] }, NOW, 'Europe/Lisbon');
    expect(christmasEve).to.deep.equal([{ localStart: '2026-11-26T19:30', capacity: 20, recurrence: 'FREQ=WEEKLY;COUNT=8', excludedDates: ['2026-12-24', '2026-12-31'] }]);
  });

  it('have at least one place and never more than the room', () => {
    const places = BUSINESSES.flatMap((business) =>
      offeringsOf(business).flatMap((event) => sessionsOf(event, NOW, business.timeZone).map(({ capacity }) => ({ capacity, room: event.capacity }))),
    );
    expect(places.every(({ capacity, room }) => capacity >= 1 && capacity <= room)).to.equal(true);
    expect(places.some(({ capacity, room }) => capacity < room)).to.equal(true);
  });
});
