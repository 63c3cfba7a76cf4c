import { expect } from 'chai';
import { after, AT, captured, created, fresh, methodKnown, view, voided } from './example.ts';
import { absorb } from './facts.ts';
import { nextLook } from './reconciliation.ts';
import { refund } from './refund.ts';

const minutes = (count: number): Date => new Date(AT.getTime() + count * 60_000);

describe('nextLook', () => {
  it('comes after a minute, then less and less often, at the latest every half hour', () => {
    const looks: number[] = [];
    for (let now: Date | undefined = AT, i = 0; now && i < 9; i += 1) {
      now = nextLook(fresh, now);
      if (now) looks.push(Math.round((now.getTime() - AT.getTime()) / 60_000));
    }
    expect(looks).to.deep.equal([1, 2, 3, 5, 7, 10, 15, 23, 34]);
    expect(nextLook(fresh, minutes(600))).to.deep.equal(minutes(630));
  });

  it('ends with the payment, and comes back while a refund is on its way', () => {
    const cancelled = after(fresh, absorb(fresh, view(created, voided), AT));
    expect(nextLook(cancelled, AT)).to.equal(undefined);
    const taken = after(fresh, absorb(fresh, view(created, methodKnown, captured), AT));
    expect(nextLook(taken, AT)).to.equal(undefined);
    const asked = after(taken, refund(taken, undefined, 'why', AT));
    expect(nextLook(asked, AT)).to.deep.equal(minutes(1));
  });
});
