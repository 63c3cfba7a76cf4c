import { expect } from 'chai';
import fc from 'fast-check';
import { FULL, type Rule, takeFrom } from './bucket.ts';

const NOW = 1_700_000_000_000;
const minute: Rule = { limit: 60, windowMs: 60_000 };

const rules = fc.record({ limit: fc.integer({ min: 1, max: 5_000 }), windowMs: fc.integer({ min: 1_000, max: 3_600_000 }) });
const waits = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 120_000 }), wanted: fc.integer({ min: 1, max: 50 }) }), { minLength: 1, maxLength: 60 });

describe('a token bucket', () => {
  it('gives all it has at once, and then says when to come back', () => {
    const { tokens, fullAt, remaining } = takeFrom(minute, FULL, 100, NOW);
    expect({ tokens, remaining }).to.deep.equal({ tokens: 60, remaining: 0 });
    expect(takeFrom(minute, fullAt, 1, NOW + 400)).to.include({ tokens: 0, retryMs: 600, resetMs: 59_600 });
    expect(takeFrom(minute, fullAt, 5, NOW + 2_000)).to.include({ tokens: 2, remaining: 0 });
  });

  it('of which nothing was used for a window is full', () => {
    const { fullAt } = takeFrom(minute, FULL, 60, NOW);
    expect(takeFrom(minute, fullAt, 60, NOW + 60_000)).to.include({ tokens: 60 });
  });

  it('written by a clock that is an hour ahead is full again after one window', () => {
    const ahead = takeFrom(minute, FULL, 60, NOW + 3_600_000).fullAt;
    const { tokens, fullAt } = takeFrom(minute, ahead, 1, NOW);
    expect(tokens).to.equal(0);
    expect(takeFrom(minute, fullAt, 60, NOW + 60_000).tokens).to.equal(60);
  });

  it('never gives more than its limit and its rate, in any stretch of any history', () => {
    fc.assert(
      fc.property(rules, waits, (rule, steps) => {
        let [now, fullAt] = [NOW, FULL];
        const given: { readonly at: number; readonly tokens: number }[] = [];
        for (const { afterMs, wanted } of steps) {
          now += afterMs;
          const taken = takeFrom(rule, fullAt, wanted, now);
          ({ fullAt } = taken);
          given.push({ at: now, tokens: taken.tokens });
        }
        for (const [first, { at: from }] of given.entries()) {
          let sum = 0;
          for (const { at, tokens } of given.slice(first)) {
            sum += tokens;
            expect(sum).to.be.at.most(rule.limit + ((at - from) * rule.limit) / rule.windowMs + 1e-3);
          }
        }
      }),
    );
  });

  it('has a token when it said that there would be one', () => {
    fc.assert(
      fc.property(rules, (rule) => {
        const { fullAt, retryMs } = takeFrom(rule, FULL, rule.limit, NOW);
        expect(takeFrom(rule, fullAt, 1, NOW + retryMs).tokens).to.equal(1);
      }),
    );
  });
});
