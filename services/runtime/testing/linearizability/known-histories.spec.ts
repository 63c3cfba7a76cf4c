import { expect } from 'chai';
import { assertLinearizable, checkLinearizable } from './check.ts';
import type { Operation } from './history.ts';
import type { Model } from './model.ts';
import { calendar, type CalendarInput, type CalendarOutput } from './models/calendar.ts';
import { capacity, type CapacityInput, type CapacityOutput } from './models/capacity.ts';
import { register, type RegisterInput, type RegisterOutput } from './models/register.ts';

type Row<I, O> = readonly [caller: string, called: number, returned: number | undefined, input: I, output?: O];

const history = <I, O>(rows: readonly Row<I, O>[]): readonly Operation<I, O>[] =>
  rows.map(([caller, called, returned, input, output]) => {
    const asked = { key: 'k', caller, input, called };
    return returned === undefined || output === undefined ? { ...asked, status: 'info' } : { ...asked, status: 'ok', output, returned };
  });

const expectVerdict = <S, I, O>(model: Model<S, I, O>, verdict: string, rows: readonly Row<I, O>[]): string => {
  const report = checkLinearizable(model, history(rows));
  expect(report.verdict, report.problems[0]?.explanation ?? '').to.equal(verdict);
  return report.problems[0]?.explanation ?? '';
};

const claim = (holder: string, places = 1): CapacityInput => ({ kind: 'claim', holder, places });
const release = (holder: string) => ({ kind: 'release', holder }) as const;
const holds = (holder: string) => ({ kind: 'holds', holder }) as const;
const left: CapacityInput = { kind: 'read' };
const bad = (model: ReturnType<typeof capacity>, rows: readonly Row<CapacityInput, CapacityOutput>[]) => expectVerdict(model, 'violation', rows);
const good = (model: ReturnType<typeof capacity>, rows: readonly Row<CapacityInput, CapacityOutput>[]) => expectVerdict(model, 'linearizable', rows);

describe('known histories of a session', () => {
  it('refuses the same place sold twice, one after the other and at once', () => {
    bad(capacity(1), [['a', 1, 2, claim('A'), true], ['b', 3, 4, claim('B'), true]]);
    bad(capacity(1), [['a', 1, 4, claim('A'), true], ['b', 2, 3, claim('B'), true]]);
    bad(capacity(3), [['a', 1, 9, claim('A', 2), true], ['b', 2, 8, claim('B', 2), true]]);
  });

  it('refuses a lost release', () => {
    bad(capacity(1), [['a', 1, 2, claim('A'), true], ['a', 3, 4, release('A'), true], ['b', 5, 6, claim('B'), false]]);
    good(capacity(1), [['a', 1, 2, claim('A'), true], ['a', 3, 6, release('A'), true], ['b', 5, 6, claim('B'), false]]);
  });

  it('refuses a refusal while places are free', () => {
    bad(capacity(2), [['a', 1, 2, claim('A'), true], ['b', 3, 4, claim('B'), false]]);
  });

  it('refuses a place beyond the size that a session got, and a size below what is claimed', () => {
    const smaller: CapacityInput = { kind: 'resize', places: 1 };
    bad(capacity(2), [['m', 1, 2, smaller, true], ['a', 3, 4, claim('A', 2), true]]);
    bad(capacity(2), [['a', 1, 2, claim('A', 2), true], ['m', 3, 4, smaller, true]]);
    bad(capacity(2), [['a', 1, 2, claim('A'), true], ['m', 3, 4, smaller, false]]);
    good(capacity(1), [['a', 1, 2, claim('A'), true], ['m', 3, 4, { kind: 'resize', places: 2 }, true], ['b', 5, 6, claim('B'), true]]);
    good(capacity(1), [['a', 1, 2, claim('A'), true], ['m', 3, undefined, { kind: 'resize', places: 2 }], ['b', 5, 6, claim('B'), true]]);
  });

  it('refuses a stale read, and passes the same read when it was under way', () => {
    bad(capacity(2), [['a', 1, 2, claim('A'), true], ['b', 3, 4, left, 2]]);
    good(capacity(2), [['a', 1, 3, claim('A'), true], ['b', 2, 4, left, 2]]);
  });

  it('refuses what was acknowledged and then lost', () => {
    bad(capacity(2), [['a', 1, 2, claim('A'), true], ['a', 3, 4, holds('A'), false]]);
    bad(capacity(2), [['a', 1, 2, claim('A'), true], ['b', 3, 4, claim('B', 2), true]]);
  });

  it('refuses a read from the future', () => {
    bad(capacity(2), [['b', 1, 2, left, 1], ['a', 3, 4, claim('A'), true]]);
    bad(capacity(2), [['b', 1, 2, left, 1], ['a', 3, undefined, claim('A')]]);
  });

  it('refuses reads that go back in time', () => {
    bad(capacity(2), [['a', 1, 10, claim('A'), true], ['b', 2, 3, left, 1], ['b', 4, 5, left, 2]]);
    good(capacity(2), [['a', 1, 10, claim('A'), true], ['b', 2, 3, left, 2], ['b', 4, 5, left, 1]]);
  });

  it('lets what was never answered happen, late or not at all, but once', () => {
    good(capacity(1), [['a', 1, undefined, claim('A')], ['b', 5, 6, left, 1], ['b', 7, 8, left, 0]]);
    good(capacity(1), [['a', 1, undefined, claim('A')], ['b', 5, 6, claim('B'), true]]);
    good(capacity(1), [['a', 1, undefined, claim('A')], ['b', 5, 6, claim('B'), false]]);
    bad(capacity(2), [['a', 1, undefined, claim('A')], ['b', 5, 6, left, 0]]);
    bad(capacity(1), [['a', 1, undefined, claim('A')], ['b', 5, 6, left, 0], ['b', 7, 8, left, 1]]);
  });

  it('takes a repeat of a claim for the same claim', () => {
    good(capacity(1), [['a', 1, undefined, claim('A')], ['a', 3, 4, claim('A'), true], ['b', 5, 6, left, 0]]);
  });
});

describe('known histories of a calendar', () => {
  const at = (holder: string, start: number, end: number): CalendarInput => ({ kind: 'claim', holder, start, end });
  const free = (...spans: [number, number][]): CalendarInput => ({ kind: 'read', spans: spans.map(([start, end]) => ({ start, end })) });
  const verdict = (expected: string, rows: readonly Row<CalendarInput, CalendarOutput>[]) => expectVerdict(calendar(), expected, rows);

  it('refuses two claims that overlap, and passes two that touch', () => {
    verdict('violation', [['a', 1, 4, at('A', 9, 11), true], ['b', 2, 3, at('B', 10, 12), true]]);
    verdict('linearizable', [['a', 1, 4, at('A', 9, 11), true], ['b', 2, 3, at('B', 11, 12), true]]);
  });

  it('refuses a lost release, a stale read, a lost claim and a read from the future', () => {
    verdict('violation', [['a', 1, 2, at('A', 9, 11), true], ['a', 3, 4, release('A'), true], ['b', 5, 6, at('B', 10, 12), false]]);
    verdict('violation', [['a', 1, 2, at('A', 9, 11), true], ['b', 3, 4, free([10, 11], [11, 12]), [true, true]]]);
    verdict('violation', [['a', 1, 2, at('A', 9, 11), true], ['a', 3, 4, holds('A'), false]]);
    verdict('violation', [['b', 1, 2, free([9, 10]), [false]], ['a', 3, 4, at('A', 9, 11), true]]);
  });

  it('refuses a list of slots that was never true at one moment', () => {
    const claims: Row<CalendarInput, CalendarOutput>[] = [['a', 1, 2, at('A', 9, 10), true], ['b', 3, 10, at('B', 10, 11), true], ['b2', 12, 14, at('C', 11, 12), true]];
    verdict('linearizable', [...claims, ['c', 4, 13, free([9, 10], [10, 11], [11, 12]), [false, true, true]]]);
    verdict('violation', [...claims, ['c', 4, 13, free([9, 10], [10, 11], [11, 12]), [false, true, false]]]);
  });

  it('checks times that nothing connects one by one', () => {
    const rows = Array.from({ length: 40 }, (_, index): Row<CalendarInput, CalendarOutput> => ['a', 1, 100, at(`h${index}`, index * 10, index * 10 + 5), true]);
    const report = checkLinearizable(calendar(), history([...rows, ['b', 1, 100, at('X', 203, 212), false]]));
    expect(report).to.include({ verdict: 'linearizable', histories: 39, operations: 41 });
  });
});

describe('a counterexample', () => {
  const write = (value: number): RegisterInput => ({ kind: 'write', value });
  const read: RegisterInput = { kind: 'read' };

  it('ends with the first reply that cannot be placed, leaves out what does not matter, and shows an order of the rest', () => {
    const chatter = Array.from({ length: 50 }, (_, index): Row<RegisterInput, RegisterOutput> => ['quiet', 10 + index * 2, 11 + index * 2, read, 1]);
    const explanation = expectVerdict(register(), 'violation', [
      ['a', 1, 2, write(1), true], ...chatter, ['b', 200, 220, write(2), true], ['c', 201, 205, read, 2], ['d', 206, 207, read, 1], ['e', 300, 301, write(9), true],
    ]);
    expect(explanation.split('\n')).to.deep.equal([
      'register "k": no order explains this history of 55 operations.',
      'Shown are 4 of them, up to the first reply that cannot be placed; [call, return] are moments of the recorder\'s clock.',
      'Everything before it is explained by this order:',
      '  a            [1, 2]             write 1 → true',
      '  b            [200, 220]         write 2 → true',
      '  c            [201, 205]         read → 2',
      'which leads to: 2',
      'No place, here or earlier, explains:',
      '  d            [206, 207]         read → 1',
    ]);
  });

  it('is what assertLinearizable throws', () => {
    const rows: Row<RegisterInput, RegisterOutput>[] = [['a', 1, 2, read, 5]];
    expect(() => assertLinearizable(register(), history(rows))).to.throw(/1 of 1 histories[^]*No place, here or earlier, explains:\n {2}a .*read → 5/);
  });
});
