import { expect } from 'chai';
import { coalesce } from './coalesce.ts';

describe('coalesce', () => {
  it('runs a lone call at once and joins those that come meanwhile', async () => {
    const batches: number[][] = [];
    const double = coalesce(async (items: readonly number[]) => {
      batches.push([...items]);
      await Promise.resolve();
      return items.map((item) => item * 2);
    });
    expect(await Promise.all([1, 2, 3, 4].map(double))).to.deep.equal([2, 4, 6, 8]);
    expect(batches).to.deep.equal([[1], [2, 3, 4]]);
  });

  it('passes a failure to all of its batch and goes on', async () => {
    let fails = true;
    const call = coalesce(async (items: readonly number[]) => {
      if (fails) throw new Error('down');
      return items;
    });
    const outcomes = await Promise.allSettled([call(1), call(2)]);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    fails = false;
    expect(await call(3)).to.equal(3);
  });

  it('refuses to guess when results are missing', async () => {
    const call = coalesce(async () => []);
    const outcome = await call(1).then(() => undefined, (error: unknown) => error);
    expect(outcome).to.be.instanceOf(TypeError);
  });
});
