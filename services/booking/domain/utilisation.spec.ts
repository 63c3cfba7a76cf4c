import { expect } from 'chai';
import type { Schedule } from './schedule.ts';
import { openMinutes } from './utilisation.ts';

const lisbon: Schedule = { timeZone: 'Europe/Lisbon', weekly: [{ day: 7, start: '00:00', end: '08:00' }, { day: 1, start: '09:00', end: '17:00' }], overrides: [] };
const span = (from: string, to: string) => ({ from: new Date(from), to: new Date(to) });

describe('how long a schedule is open', () => {
  it('counts what is within the span', () => {
    expect(openMinutes(lisbon, [], span('2027-03-01T00:00:00Z', '2027-03-02T00:00:00Z'))).to.equal(480);
    expect(openMinutes(lisbon, [], span('2027-03-01T10:00:00Z', '2027-03-01T11:30:00Z'))).to.equal(90);
    expect(openMinutes(lisbon, [], span('2027-03-02T00:00:00Z', '2027-03-03T00:00:00Z'))).to.equal(0);
  });

  it('counts the hours that people work: one less on the night when the clock jumps', () => {
    expect(openMinutes(lisbon, [], span('2027-03-28T00:00:00Z', '2027-03-28T23:00:00Z'))).to.equal(420);
  });

  it('leaves out closures', () => {
    const closures = [{ id: 'c', from: '2027-03-01', until: '2027-03-01', reason: 'Storm' }];
    expect(openMinutes(lisbon, closures, span('2027-03-01T00:00:00Z', '2027-03-02T00:00:00Z'))).to.equal(0);
  });
});
