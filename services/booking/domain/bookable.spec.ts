import { expect } from 'chai';
import { Failure } from '../../runtime/errors.ts';
import { checkBookable, deletion, withOverrides } from './bookable.ts';
import { isFree, takeTime } from './place.ts';
import type { Bookable, DateOverride } from './schedule.ts';

const off = (date: string, reason = ''): DateOverride => ({ date, hours: [], reason });
const rui = (overrides: readonly DateOverride[] = []): Bookable =>
  ({ id: 'rui', kind: 'staff', name: 'Rui', offeringIds: [], skills: [], schedule: { timeZone: 'Europe/Lisbon', weekly: [], overrides } });
const claim = (start: string, end: string) => ({ id: start, bookingId: 'b', start: new Date(start), end: new Date(end) });

describe('overrides of dates', () => {
  it('replace those of the same dates, are sorted, and leave the others', () => {
    const before = rui([off('2026-12-24'), off('2026-12-25', 'old'), off('2026-12-26')]);
    const after = withOverrides(before, { set: [off('2026-12-25', 'new'), off('2026-01-01')], clear: ['2026-12-26', '2026-12-31'] });
    expect(after.schedule.overrides).to.deep.equal([off('2026-01-01'), off('2026-12-24'), off('2026-12-25', 'new')]);
  });

  it('that name a date twice are refused', () => {
    expect(() => withOverrides(rui(), { set: [off('2026-12-25'), off('2026-12-25')], clear: [] })).to.throw(Failure, 'date_overrides[1].date');
    expect(() => withOverrides(rui(), { set: [off('2026-12-25')], clear: ['2026-12-24', '2026-12-25'] })).to.throw(Failure, 'cleared_dates[1]');
  });

  it('that are too many with those that are set already are refused', () => {
    const dates = Array.from({ length: 501 }, (_, day) => off(new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)));
    const full = rui(dates.slice(1));
    expect(() => checkBookable(full)).to.not.throw();
    expect(() => checkBookable(withOverrides(full, { set: dates.slice(0, 1), clear: [] }))).to.throw(Failure, 'date_overrides');
  });
});

describe('a member of staff', () => {
  const now = new Date('2026-06-01T12:00:00Z');

  it('is not deleted with bookings ahead, one that is going on among them', () => {
    const claims = [claim('2026-06-01T09:00Z', '2026-06-01T10:00Z'), claim('2026-06-01T11:30Z', '2026-06-01T12:30Z'), claim('2026-06-09T09:00Z', '2026-06-09T10:00Z')];
    const decision = deletion(rui(), { id: 'rui', claims }, now);
    expect('rejection' in decision && [decision.rejection.reason, decision.rejection.metadata]).to.deep.equal([
      'STAFF_HAS_BOOKINGS', { bookings: '2', last_end_time: '2026-06-09T10:00:00.000Z' },
    ]);
  });

  it('is deleted when all of them are over, with all the time to come', () => {
    const calendar = { id: 'rui', claims: [claim('2026-06-01T11:00Z', '2026-06-01T12:00Z')] };
    const decision = deletion(rui(), calendar, now);
    const [event] = 'events' in decision ? decision.events : [];
    if (event?.type !== 'deleted') throw new Error('nobody was deleted');
    const left = takeTime(calendar, event.rest);
    expect([now, new Date('2031-01-01')].map((start) => isFree(left, { start, end: new Date(start.getTime() + 60_000) }))).to.deep.equal([false, false]);
    expect(isFree(left, { start: new Date('2026-06-01T10:00Z'), end: new Date('2026-06-01T11:00Z') })).to.equal(true);
  });
});
