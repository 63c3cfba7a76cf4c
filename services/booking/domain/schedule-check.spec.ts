import { expect } from 'chai';
import { closureViolations, scheduleViolations } from './schedule-check.ts';
import type { DateOverride, Schedule, WeeklyRule } from './schedule.ts';

const fields = (schedule: Partial<Schedule>): string[] =>
  scheduleViolations({ timeZone: 'Europe/Lisbon', weekly: [], overrides: [], ...schedule }).map(({ field }) => field);
const weekly = (...rules: WeeklyRule[]): string[] => fields({ weekly: rules });
const overrides = (...dates: Pick<DateOverride, 'date' | 'hours'>[]): string[] => fields({ overrides: dates.map((each) => ({ ...each, reason: '' })) });

describe('a schedule', () => {
  it('names each field of its weekly hours that is wrong', () => {
    expect(weekly({ day: 0, start: '09:00', end: '10:00' })).to.deep.equal(['weekly_hours[0].day_of_week']);
    expect(weekly({ day: 1, start: '9', end: '10:00' })).to.deep.equal(['weekly_hours[0].start']);
    expect(weekly({ day: 1, start: '24:00', end: '24:00' })).to.deep.equal(['weekly_hours[0].start']);
    expect(weekly({ day: 1, start: '09:00', end: '24:01' })).to.deep.equal(['weekly_hours[0].end']);
    expect(weekly({ day: 1, start: '09:00', end: '09:00' })).to.deep.equal(['weekly_hours[0].end']);
    expect(weekly({ day: 1, start: '22:00', end: '02:00' })).to.deep.equal(['weekly_hours[0].end']);
    expect(weekly({ day: 1, start: '09:00', end: '10:00', from: '2026-02-30' })).to.deep.equal(['weekly_hours[0].from_date']);
    expect(weekly({ day: 1, start: '09:00', end: '10:00', until: '2026-13-01' })).to.deep.equal(['weekly_hours[0].until_date']);
    expect(weekly({ day: 1, start: '09:00', end: '10:00', from: '2026-02-02', until: '2026-02-01' })).to.deep.equal(['weekly_hours[0].until_date']);
    expect(weekly({ day: 1, start: '09:00', end: '24:00', from: '2026-02-01', until: '2026-02-01' })).to.deep.equal([]);
  });

  it('may have weekly hours that touch, but not that overlap on a date', () => {
    const morning = { day: 1, start: '09:00', end: '12:00' };
    const long = { day: 1, start: '11:59', end: '15:00' };
    expect(weekly(morning, { day: 1, start: '12:00', end: '15:00' }, { day: 2, start: '11:00', end: '13:00' })).to.deep.equal([]);
    expect(weekly(morning, long)).to.deep.equal(['weekly_hours[1]']);
    expect(weekly({ ...morning, until: '2026-05-31' }, { ...long, from: '2026-06-01' })).to.deep.equal([]);
    expect(weekly({ ...morning, until: '2026-06-01' }, { ...long, from: '2026-06-01' })).to.deep.equal(['weekly_hours[1]']);
    expect(weekly({ ...morning, from: '2026-06-01' }, { ...long, until: '2026-05-31' })).to.deep.equal([]);
    expect(weekly({ ...morning, from: '2026-06-01' }, long)).to.deep.equal(['weekly_hours[1]']);
  });

  it('has one override a date, of the calendar, whose hours do not overlap', () => {
    expect(overrides({ date: '2026-02-30', hours: [] })).to.deep.equal(['date_overrides[0].date']);
    expect(overrides({ date: '2026-02-28', hours: [] }, { date: '2026-02-28', hours: [] })).to.deep.equal(['date_overrides[1].date']);
    expect(overrides({ date: '2026-02-28', hours: [{ start: '09:00', end: '08:00' }] })).to.deep.equal(['date_overrides[0].hours[0].end']);
    expect(overrides({ date: '2026-02-28', hours: [{ start: '09:00', end: '12:00' }, { start: '11:00', end: '13:00' }] })).to.deep.equal(['date_overrides[0].hours[1]']);
    expect(overrides({ date: '2026-02-28', hours: [{ start: '09:00', end: '12:00' }, { start: '12:00', end: '24:00' }] })).to.deep.equal([]);
  });

  it('has a zone, and not a whole calendar of overrides', () => {
    const dates = Array.from({ length: 501 }, (_, day) => ({ date: new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10), hours: [] }));
    expect(fields({ timeZone: 'Mars/Olympus' })).to.deep.equal(['time_zone']);
    expect(overrides(...dates)).to.deep.equal(['date_overrides']);
    expect(overrides(...dates.slice(1))).to.deep.equal([]);
  });

  it('names everything that is wrong at once, below the path that is asked for', () => {
    const bad: Schedule = { timeZone: '', weekly: [{ day: 8, start: '', end: '' }], overrides: [{ date: '', hours: [], reason: '' }] };
    expect(scheduleViolations(bad, 'resource.').map(({ field }) => field)).to.deep.equal([
      'resource.time_zone', 'resource.weekly_hours[0].day_of_week', 'resource.date_overrides[0].date',
    ]);
  });
});

describe('a closure', () => {
  const closed = (from: string, until: string): string[] => closureViolations({ from, until, reason: '' }).map(({ field }) => field);

  it('is of dates of the calendar, in order, and at most a year', () => {
    expect(closed('2026-02-30', '2026-03-01')).to.deep.equal(['from_date']);
    expect(closed('2026-03-01', '2026-04-31')).to.deep.equal(['until_date']);
    expect(closed('2026-03-02', '2026-03-01')).to.deep.equal(['until_date']);
    expect(closed('2026-01-01', '2027-01-02')).to.deep.equal(['until_date']);
    expect(closed('2026-01-01', '2027-01-01')).to.deep.equal([]);
    expect(closed('2028-02-29', '2028-02-29')).to.deep.equal([]);
  });
});
