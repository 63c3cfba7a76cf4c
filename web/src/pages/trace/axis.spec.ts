import { expect } from 'chai';
import fc from 'fast-check';
import { axisOf } from './axis.ts';

describe('the time axis', () => {
  it('is straight when nobody waits', () => {
    const axis = axisOf([1000, 1100, 1400, 2000]);
    expect([1000, 1250, 2000].map(axis.at)).to.deep.equal([0, 0.25, 1]);
    expect(axis.folds).to.deep.equal([]);
    expect(axis.ticks.map(({ ms }) => Math.round(ms))).to.deep.equal([0, 250, 500, 750, 1000]);
  });

  it('folds waiting', () => {
    const axis = axisOf([0, 125, 60_125, 60_250]);
    expect(axis.totalMs).to.equal(60_250);
    expect(axis.folds).to.deep.equal([{ from: 0.25, to: 0.75, ms: 60_000 }]);
    expect(axis.at(30_125)).to.equal(0.5);
  });

  it('keeps the order of instants and stays between 0 and 1', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1 }), (instants) => {
        const axis = axisOf(instants);
        const shares = [...instants].sort((a, b) => a - b).map(axis.at);
        expect(shares.every((share, index) => share >= (shares[index - 1] ?? 0) && share <= 1)).to.equal(true);
      }),
    );
  });

  it('exists without instants', () => {
    expect(axisOf([]).at(5)).to.equal(0);
  });
});
