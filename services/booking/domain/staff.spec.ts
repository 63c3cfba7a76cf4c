import { expect } from 'chai';
import { hoursViolations } from './staff.ts';

describe('weekly hours', () => {
  const fields = (...hours: Parameters<typeof hoursViolations>[0]): string[] => hoursViolations(hours).map(({ field }) => field);

  it('name each field that is wrong', () => {
    expect(fields({ day: 0, start: '09:00', end: '10:00' })).to.deep.equal(['weekly_hours[0].day_of_week']);
    expect(fields({ day: 1, start: '9', end: '10:00' })).to.deep.equal(['weekly_hours[0].start']);
    expect(fields({ day: 1, start: '09:00', end: '24:00' })).to.deep.equal(['weekly_hours[0].end']);
    expect(fields({ day: 1, start: '22:00', end: '02:00' })).to.deep.equal(['weekly_hours[0].end']);
  });

  it('may touch on a day but not overlap', () => {
    expect(fields({ day: 1, start: '09:00', end: '12:00' }, { day: 1, start: '12:00', end: '15:00' }, { day: 2, start: '11:00', end: '13:00' })).to.deep.equal([]);
    expect(fields({ day: 1, start: '09:00', end: '12:00' }, { day: 1, start: '11:59', end: '15:00' })).to.deep.equal(['weekly_hours[1]']);
  });
});
