import { expect } from 'chai';
import fc from 'fast-check';
import { attempt, succeeded, type Counter, type Scope } from './attempts.ts';

const start = Date.parse('2026-11-21T14:00:00Z');
const at = (seconds: number): Date => new Date(start + seconds * 1_000);
const fresh = (scope: Scope): Counter => ({ id: scope, scope, failures: 0, last: undefined, blockedUntil: undefined, trusted: undefined });
const all = (): readonly Counter[] => [fresh('pair'), fresh('account'), fresh('address')];

/** Fails at each of these seconds; gives the counters, and the seconds at which it had to wait with how long. */
function fail(counters: readonly Counter[], seconds: readonly number[]): { counters: readonly Counter[]; waits: (readonly [number, number])[] } {
  const waits: (readonly [number, number])[] = [];
  let now = counters;
  for (const second of seconds) {
    const outcome = attempt(now, at(second));
    if ('rejection' in outcome) waits.push([second, (outcome.rejection.retryAfterMs ?? 0) / 1_000]);
    else now = outcome.counters;
  }
  return { counters: now, waits };
}

const seconds = (count: number, from = 0): number[] => Array.from({ length: count }, (_, index) => from + index);

describe('guessing a password', () => {
  it('is free five times, then takes twice as long each time', () => {
    const { waits } = fail(all(), [0, 0, 0, 0, 0, 0, 2, 3, 6, 7, 14]);
    expect(waits).to.deep.equal([[0, 2], [3, 3], [7, 7]]);
  });

  it('never takes longer than a quarter of an hour', () => {
    let { counters } = fail(all(), [0, 0, 0, 0, 0]);
    for (let count = 0; count < 40; count += 1) {
      const until = Math.max(...counters.map(({ blockedUntil }) => blockedUntil?.getTime() ?? 0));
      ({ counters } = fail(counters, [(until - start) / 1_000]));
    }
    const [pair] = counters;
    expect((pair?.blockedUntil?.getTime() ?? 0) - (pair?.last?.getTime() ?? 0)).to.equal(900_000);
  });

  it('starts anew after an hour of quiet, and after a success', () => {
    const { counters } = fail(all(), [0, 0, 0, 0, 0]);
    expect(fail(counters, [3_600, 3_600, 3_600, 3_600]).waits).to.deep.equal([]);
    expect(fail(succeeded(counters, at(1)), [1, 1, 1, 1, 1]).waits).to.deep.equal([]);
  });

  it('from everywhere is slowed down too, but for who signed in from there before', () => {
    // A guess from another address each time: the pair is always new.
    let account = fresh('account');
    const guess = (second: number, pair: Counter): string => {
      const outcome = attempt([pair, account, fresh('address')], at(second));
      if ('rejection' in outcome) return outcome.rejection.reason;
      account = outcome.counters[1] ?? account;
      return 'tried';
    };
    for (const second of seconds(30)) expect(guess(second, fresh('pair'))).to.equal('tried');
    expect(guess(30, fresh('pair'))).to.equal('TOO_MANY_ATTEMPTS');
    expect(guess(30, { ...fresh('pair'), trusted: at(-86_400 * 89) })).to.equal('tried');
    expect(guess(31, { ...fresh('pair'), trusted: at(-86_400 * 91) })).to.equal('TOO_MANY_ATTEMPTS');
  });

  it('of many accounts from one address is slowed down', () => {
    let address = fresh('address');
    for (let count = 0; count < 300; count += 1) {
      const outcome = attempt([fresh('pair'), fresh('account'), address], at(0));
      if ('rejection' in outcome) throw new Error(`refused after ${count}`);
      address = outcome.counters[2] ?? address;
    }
    expect(attempt([fresh('pair'), fresh('account'), address], at(0))).to.have.property('rejection');
  });

  it('is never freer for being done all at once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 200 }), (times) => {
        const tried = times.length - fail(all(), times.toSorted((a, b) => a - b)).waits.length;
        // Within 3,000 s: the five free ones, then waits of 2, 4, 8 … 512 s, then of 900 s.
        expect(tried).to.be.at.most(5 + 9 + Math.ceil(3_000 / 900) + 1);
      }),
    );
  });
});
