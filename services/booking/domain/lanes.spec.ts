import { expect } from 'chai';
import fc from 'fast-check';
import { allLanes, countLanes, hasLane, lanesOf, lowestLanes, withLanes, withoutLanes, type Lanes } from './lanes.ts';

const CAPACITY = 24;

interface Step {
  readonly take: boolean;
  readonly lanes: readonly number[];
}

const step: fc.Arbitrary<Step> = fc.record({ take: fc.boolean(), lanes: fc.uniqueArray(fc.nat({ max: CAPACITY - 1 }), { maxLength: 6 }) });

/** The ranges after some steps, and the same kept as a plain set. */
function follow(steps: readonly Step[]): { readonly lanes: Lanes; readonly set: ReadonlySet<number> } {
  let lanes = allLanes(CAPACITY);
  const set = new Set(Array.from({ length: CAPACITY }, (_, lane) => lane));
  for (const { take, lanes: some } of steps) {
    lanes = take ? withoutLanes(lanes, some) : withLanes(lanes, some);
    for (const lane of some) {
      if (take) set.delete(lane);
      else set.add(lane);
    }
  }
  return { lanes, set };
}

describe('lanes', () => {
  it('are the same as a set of numbers, whatever is taken and given back', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.nat({ max: CAPACITY }), (steps, count) => {
        const { lanes, set } = follow(steps);
        const sorted = [...set].toSorted((a, b) => a - b);
        expect(countLanes(lanes)).to.equal(set.size);
        expect(lanesOf(lanes)).to.deep.equal(sorted);
        expect(Array.from({ length: CAPACITY }, (_, lane) => hasLane(lanes, lane))).to.deep.equal(Array.from({ length: CAPACITY }, (_, lane) => set.has(lane)));
        expect(lowestLanes(lanes, count)).to.deep.equal(count <= sorted.length ? sorted.slice(0, count) : undefined);
      }),
    );
  });

  it('are kept in as few ranges as can be', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { lanes } = follow(steps);
        for (const [index, [from, to]] of lanes.entries()) {
          expect(from).to.be.below(to);
          expect(from).to.be.above(lanes[index - 1]?.[1] ?? -1);
        }
      }),
    );
  });

  it('of a session without places are none', () => {
    expect(allLanes(0)).to.deep.equal([]);
    expect(lowestLanes([], 1)).to.equal(undefined);
    expect(lowestLanes([], 0)).to.deep.equal([]);
  });
});
