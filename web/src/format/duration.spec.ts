import { expect } from 'chai';
import { clock, microsText, minutesText } from './duration.ts';

describe('lengths of time', () => {
  it('in minutes', () => {
    expect([45, 60, 90, 1440, 1500, 0].map(minutesText)).to.deep.equal(['45 min', '1 h', '1 h 30 min', '1 d', '1 d 1 h', '']);
  });

  it('on a clock, rounded up so that 0:00 means over', () => {
    expect([899_000, 60_000, 1, 0, -5, 3_661_000].map(clock)).to.deep.equal(['14:59', '1:00', '0:01', '0:00', '0:00', '1:01:01']);
  });

  it('of spans', () => {
    expect([400, 12_300, 999_499, 999_500, 1_250_000, 125_000_000].map(microsText)).to.deep.equal(['0.4 ms', '12 ms', '999 ms', '1.00 s', '1.25 s', '2 min 5 s']);
  });
});
