import { expect } from 'chai';
import { runSeed } from '../seed.ts';
import { BUGS } from './all.ts';
import type { Bug } from './bug.ts';
import { lastFirst } from './last-first.ts';
import { pastTheLine } from './past-the-line.ts';

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

  for (const bug of [lastFirst, pastTheLine]) {
    it(`${bug.name} is found by what those were told who waited, whatever the inside says`, async () => {
      expect(await firstOf(bug, 'I9: session of')).to.match(/no order explains this history/);
    });
  }
});

/** What the first seed says that breaks the invariant of this name. */
async function firstOf(bug: Bug, invariant: string): Promise<string | undefined> {
  for (let seed = 1; seed <= MOST_SEEDS; seed += 1) {
    const { violations } = await runSeed(seed, { bug });
    const said = violations.find((violation) => violation.startsWith(invariant));
    if (said !== undefined) return said;
  }
  return undefined;
}
