import { expect } from 'chai';
import { verifyLogRunner } from './verify-audit-log.ts';

describe('a verification of an audit log that was tried in vain', () => {
  it('keeps the place that earlier ones came to, and is told', () => {
    const told: unknown[] = [];
    const seal = { placeAt: () => 'place', readPlace: () => undefined };
    const runner = verifyLogRunner(() => Promise.reject(new Error('away')), seal, { error: (facts: unknown) => void told.push(facts) });
    const error = new Error('not done within 300000 ms');
    expect(runner.giveUp?.({ place: 'here' }, error)).to.deep.equal({ place: 'here' });
    expect(told).to.deep.equal([{ err: error }]);
  });
});
