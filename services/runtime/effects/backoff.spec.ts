import { expect } from 'chai';
import { backoffMs } from './backoff.ts';

describe('backoff', () => {
  it('doubles, stays within its cap, and spreads', () => {
    const middle = (attempt: number): number => backoffMs(attempt, () => 0.5);
    expect([1, 2, 3, 4].map(middle)).to.deep.equal([500, 1_000, 2_000, 4_000]);
    expect(middle(40)).to.equal(600_000);
    expect(backoffMs(3, () => 0)).to.equal(1_500);
    expect(backoffMs(3, () => 1)).to.equal(2_500);
  });
});
