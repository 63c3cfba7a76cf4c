import { expect } from 'chai';
import { runSeed } from '../seed.ts';
import { BUGS } from './all.ts';

/** Every bug shows within so many seeds; most within fifty. */
const MOST_SEEDS = 1_000;

describe('planted bugs', function () {
  this.timeout(300_000);

  for (const bug of BUGS) {
    it(`${bug.name} is found: ${bug.about}`, async () => {
      for (let seed = 1; seed <= MOST_SEEDS; seed += 1) {
        const { violations } = await runSeed(seed, { bug });
        if (violations.length === 0) continue;
        expect((await runSeed(seed, { bug })).violations, 'the same again').to.deep.equal(violations);
        expect((await runSeed(seed)).violations, 'nothing without the bug').to.deep.equal([]);
        return;
      }
      expect.fail(`not found in ${MOST_SEEDS} seeds`);
    });
  }
});
