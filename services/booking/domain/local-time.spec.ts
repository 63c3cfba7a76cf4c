import { expect } from 'chai';
import { timeAtLocal } from './local-time.ts';

describe('a wall time', () => {
  it('moves forward by the gap when the clock skips it', () => {
    expect(timeAtLocal('2027-03-28T01:30', 60, 'Europe/Lisbon')?.localStart).to.equal('2027-03-28T02:30');
  });

  it('means the earlier instant when the clock shows it twice', () => {
    expect(timeAtLocal('2027-10-31T01:30', 60, 'Europe/Lisbon')?.start.toISOString()).to.equal('2027-10-31T00:30:00.000Z');
  });

  it('is none for dates that no calendar has', () => {
    expect(timeAtLocal('2027-02-30T10:00', 60, 'Europe/Lisbon')).to.equal(undefined);
  });
});
