import { expect } from 'chai';
import { createRandom } from '#runtime/testing/simulation/random.ts';
import { FAULTS, planOf } from './plan.ts';
import { runSeed } from './seed.ts';

async function traced(seed: number) {
  const trace: string[] = [];
  const result = await runSeed(seed, { trace: (line) => trace.push(line) });
  return { result, trace };
}

describe('a simulated seed', () => {
  it('replays to the identical trace, also without one', async () => {
    for (const seed of [11, 12, 13]) {
      const [first, second] = [await traced(seed), await traced(seed)];
      expect(first.trace).to.deep.equal(second.trace);
      expect(await runSeed(seed)).to.deep.equal(first.result);
    }
  });

  it('is another story than the next', async () => {
    expect((await runSeed(21)).fingerprint).to.not.equal((await runSeed(22)).fingerprint);
  });

  it('keeps every invariant, in many events and much more time than it takes', async function () {
    this.timeout(120_000);
    const results = [];
    for (let seed = 1; seed <= 60; seed += 1) results.push(await runSeed(seed));
    expect(results.flatMap(({ seed, violations }) => violations.map((violation) => `seed ${seed}: ${violation}`))).to.deep.equal([]);
    const events = results.reduce((sum, result) => sum + result.events, 0);
    expect(events / results.length).to.be.at.least(200);
    const injected = new Set(results.flatMap(({ mishaps }) => Object.keys(mishaps)));
    expect(injected.size, [...injected].join(', ')).to.be.at.least(20);
  });
});

describe('plans', () => {
  it('leave some kind of mishap out of every other seed, and all of them out of some', () => {
    const plans = Array.from({ length: 200 }, (_, seed) => planOf(createRandom(seed)));
    expect(plans.some(({ faults }) => faults.length === 0)).to.equal(true);
    expect(plans.some(({ statementMishap, rpcMishap }) => statementMishap === 0 && rpcMishap === 0)).to.equal(true);
    expect(new Set(plans.flatMap(({ faults }) => faults.map(({ kind }) => kind))).size).to.equal(FAULTS.length);
  });
});
