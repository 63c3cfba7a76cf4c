import { expect } from 'chai';
import { shifted } from './series-shift.ts';

const lisbon = (localStart: string) => ({ localStart, timeZone: 'Europe/Lisbon' });
const told = (localStart: string, days: number, localTime = '') => {
  const to = shifted(lisbon(localStart), { days, localTime });
  return to && `${to.localStart} ${to.start.toISOString().slice(0, 16)}`;
};

describe('the time to which a booking of a series moves', () => {
  it('keeps its time of day when the clock changes in between, and takes another one when it is named', () => {
    expect(told('2027-03-23T10:00', 7)).to.equal('2027-03-30T10:00 2027-03-30T09:00');
    expect(told('2027-03-30T10:00', -7, '09:30')).to.equal('2027-03-23T09:30 2027-03-23T09:30');
    expect(told('2027-01-31T10:00', 1)).to.equal('2027-02-01T10:00 2027-02-01T10:00');
  });

  it('is the next one that the clock has when it skips that time, and none when no clock has it', () => {
    expect(told('2027-03-27T01:30', 1)).to.equal('2027-03-28T01:30 2027-03-28T01:30');
    expect(told('2027-03-27T10:00', 1, '24:30')).to.equal(undefined);
  });
});
