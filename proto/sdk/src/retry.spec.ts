import { expect } from 'chai';
import fc from 'fast-check';
import { pause, waitBefore } from './retry.ts';

const policy = { attempts: 4, baseMs: 100, maxMs: 1000 };

describe('waitBefore', () => {
  it('doubles the ceiling up to the maximum', () => {
    expect([0, 1, 2, 3, 4, 9].map((attempt) => waitBefore(attempt, policy, () => 1))).to.deep.equal([100, 200, 400, 800, 1000, 1000]);
  });

  it('never waits less than the server asked for, nor more than the maximum', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(5000), (attempt, random, asked) => {
        const wait = waitBefore(attempt, policy, () => random, asked);
        expect(wait).to.be.at.least(Math.min(asked, policy.maxMs)).and.at.most(policy.maxMs);
      }),
    );
  });
});

describe('pause', () => {
  it('ends with the reason of the signal', async () => {
    const controller = new AbortController();
    const waiting = pause(60_000, controller.signal).catch((reason: unknown) => reason);
    controller.abort('enough');
    expect(await waiting).to.equal('enough');
    expect(await pause(60_000, controller.signal).catch((reason: unknown) => reason)).to.equal('enough');
  });
});
