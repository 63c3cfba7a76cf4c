import { expect } from 'chai';
import fc from 'fast-check';
import type { Rule } from './bucket.ts';
import { largestLease, leasedQuotas, type Quotas } from './leases.ts';
import { localQuotas, type QuotaStore } from './store.ts';

const RULE: Rule = { limit: 100, windowMs: 60_000 };

/** Gateways that share one store, on a clock of the test's. */
function stand(gateways: number) {
  const clock = { now: 1_000_000 };
  const asked: number[] = [];
  const store = localQuotas(() => clock.now);
  const counting: QuotaStore = { take: (key, rule, wanted) => (asked.push(wanted), store.take(key, rule, wanted)) };
  const quotas = Array.from({ length: gateways }, () => leasedQuotas(counting, () => clock.now));
  const first = quotas[0] ?? expect.fail('there is no gateway');
  return { clock, asked, quotas, first };
}

const takeAll = async (quotas: Quotas, calls: number, rule = RULE): Promise<number> => {
  let allowed = 0;
  for (let call = 0; call < calls; call += 1) if ((await quotas.take('key', rule)).allowed) allowed += 1;
  return allowed;
};

describe('leased quotas', () => {
  it('of one gateway give exactly the limit, and few questions', async () => {
    const { first, asked } = stand(1);
    expect(await takeAll(first, 500)).to.equal(100);
    expect(asked.length).to.be.below(20);
  });

  it('of two gateways give the limit together', async () => {
    const { quotas } = stand(2);
    const [one = 0, two = 0] = await Promise.all(quotas.map((each) => takeAll(each, 500)));
    expect(one + two).to.equal(100);
  });

  it('do not ask again for a bucket that is empty until it has something', async () => {
    const { first, asked, clock } = stand(1);
    await takeAll(first, 500);
    const before = asked.length;
    expect(await takeAll(first, 100)).to.equal(0);
    expect(asked.length).to.equal(before);
    clock.now += 600;
    expect(await takeAll(first, 100)).to.equal(1);
  });

  it('are told in each verdict', async () => {
    const { first, clock } = stand(1);
    expect(await first.take('key', RULE)).to.include({ allowed: true, limit: 100, remaining: 99, retryMs: 0, resetMs: 600 });
    await takeAll(first, 99);
    clock.now += 100;
    expect(await first.take('key', RULE)).to.include({ allowed: false, remaining: 0, retryMs: 500 });
  });

  it('tell whole milliseconds, which is all that a delay can have', async () => {
    const { first, clock } = stand(1);
    await takeAll(first, 100);
    clock.now += 0.3;
    const { retryMs, resetMs } = await first.take('key', RULE);
    expect([retryMs, resetMs]).to.deep.equal([600, 60_000]);
  });

  it('put nothing aside for who rarely calls', async () => {
    const { first, asked, clock } = stand(1);
    for (let call = 0; call < 20; call += 1) {
      await takeAll(first, 1);
      clock.now += 10_000;
    }
    expect(Math.max(...asked)).to.equal(1);
  });

  it('are asked for once by calls that come together', async () => {
    const { first, asked } = stand(1);
    const verdicts = await Promise.all(Array.from({ length: 300 }, () => first.take('key', RULE)));
    expect(verdicts.filter(({ allowed }) => allowed)).to.have.lengthOf(100);
    expect(asked.length).to.be.below(20);
  });

  it('go on when a question to the store failed', async () => {
    let fails = true;
    const store = localQuotas(() => 0);
    const quotas = leasedQuotas({ take: async (...asked) => (fails ? Promise.reject(new Error('away')) : store.take(...asked)) }, () => 0);
    const failures = await Promise.allSettled([quotas.take('key', RULE), quotas.take('key', RULE)]);
    expect(failures.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    fails = false;
    expect(await quotas.take('key', RULE)).to.include({ allowed: true });
  });

  it('never give more than the limit, the rate, and one lease of each gateway, in any stretch of any history', async () => {
    const rules = fc.record({ limit: fc.integer({ min: 1, max: 200 }), windowMs: fc.constantFrom(1_000, 60_000) });
    const steps = fc.array(fc.record({ gateway: fc.nat(2), calls: fc.integer({ min: 1, max: 60 }), afterMs: fc.nat(20_000) }), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(rules, steps, async (rule, history) => {
        const { clock, quotas } = stand(3);
        const given: { readonly at: number; readonly allowed: number }[] = [];
        for (const { gateway, calls, afterMs } of history) {
          clock.now += afterMs;
          const each = quotas[gateway];
          if (each) given.push({ at: clock.now, allowed: await takeAll(each, calls, rule) });
        }
        for (const [first, { at: from }] of given.entries()) {
          let sum = 0;
          for (const { at, allowed } of given.slice(first)) {
            sum += allowed;
            expect(sum).to.be.at.most(rule.limit + ((at - from) * rule.limit) / rule.windowMs + quotas.length * largestLease(rule) + 1e-3);
          }
        }
      }),
    );
  });
});
