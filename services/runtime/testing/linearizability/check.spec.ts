import { expect } from 'chai';
import fc from 'fast-check';
import { assertLinearizable, checkLinearizable } from './check.ts';
import { trueHistory, type Step } from './generate.ts';
import { createRecorder, type Operation } from './history.ts';
import type { DeterministicModel, Model } from './model.ts';
import { calendar, type CalendarInput, type CalendarOutput } from './models/calendar.ts';
import { capacity, type CapacityInput, type CapacityOutput } from './models/capacity.ts';
import { register, type RegisterInput, type RegisterOutput } from './models/register.ts';

const holder = fc.constantFrom('A', 'B', 'C', 'D');
const small = fc.integer({ min: 0, max: 3 });
const span = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 3 })).map(([start, length]) => ({ start, end: start + length }));

const capacityInput: fc.Arbitrary<CapacityInput> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('claim' as const), holder, places: fc.constantFrom(1, 1, 2) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('release' as const, 'holds' as const), holder }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'read' as const }) },
);
const calendarInput: fc.Arbitrary<CalendarInput> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(holder, span).map(([name, time]) => ({ kind: 'claim' as const, holder: name, ...time })) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('release' as const, 'holds' as const), holder }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('read' as const), spans: fc.array(span, { minLength: 1, maxLength: 2 }) }) },
);
const registerInput: fc.Arbitrary<RegisterInput> = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), value: small }),
  fc.constant({ kind: 'read' as const }),
  fc.record({ kind: fc.constant('exchange' as const), expected: small, value: small }),
);

const stepsOf = <I>(input: fc.Arbitrary<I>, length: number, callers: number): fc.Arbitrary<readonly Step<I>[]> =>
  fc.array(
    fc.tuple(
      fc.record({ caller: fc.nat({ max: callers - 1 }), input, pause: fc.nat({ max: 5 }), before: fc.nat({ max: 9 }), after: fc.nat({ max: 9 }) }),
      fc.constantFrom(undefined, undefined, undefined, undefined, undefined, undefined, 'with effect' as const, 'without effect' as const),
    ).map(([step, lost]) => (lost ? { ...step, lost } : step)),
    { minLength: 1, maxLength: length },
  );

/** Tries every order of every choice of the unanswered operations. */
function triesEverything<S, I, O>(model: Model<S, I, O>, operations: readonly Operation<I, O>[]): boolean {
  const from = (state: S, rest: readonly Operation<I, O>[]): boolean => {
    if (rest.every(({ status }) => status === 'info')) return true;
    return rest.some((operation) => {
      if (rest.some((other) => other.status === 'ok' && other.returned < operation.called)) return false;
      const { ok, state: next } = model.step(state, operation);
      return ok && from(next, rest.filter((other) => other !== operation));
    });
  };
  return from(model.init, operations);
}

const verdictOf = <S, I, O>(model: Model<S, I, O>, operations: readonly Operation<I, O>[]) => checkLinearizable(model, operations).verdict;

/** For one model: good histories pass, a wrong reply is refused, and random ones are judged as by trying everything. */
function agrees<S, I, O>(name: string, model: DeterministicModel<S, I, O>, input: fc.Arbitrary<I>, wrong: (operation: Operation<I, O>) => O | undefined): void {
  describe(name, () => {
    it('passes whatever was made from an order', () => {
      fc.assert(fc.property(stepsOf(input, 80, 8), (steps) => {
        const report = checkLinearizable(model, trueHistory(model, 'k', steps));
        expect(report.verdict, report.problems[0]?.explanation ?? '').to.equal('linearizable');
      }), { numRuns: 150 });
    });

    it('refuses one wrong reply where callers take turns', () => {
      fc.assert(fc.property(stepsOf(input, 40, 1), fc.nat(), (steps, pick) => {
        const answered = steps.map(({ caller, input: asked, pause, before, after }) => ({ caller, input: asked, pause, before, after }));
        const operations = trueHistory(model, 'k', answered);
        const index = pick % operations.length;
        const victim = operations[index];
        const output = victim && wrong(victim);
        fc.pre(output !== undefined && victim?.status === 'ok');
        if (output === undefined || victim?.status !== 'ok') return;
        expect(verdictOf(model, operations.with(index, { ...victim, output }))).to.equal('violation');
      }), { numRuns: 150 });
    });

    it('judges small histories, good or bad, as trying every order does', () => {
      let refused = 0;
      fc.assert(fc.property(stepsOf(input, 7, 4), fc.array(fc.nat({ max: 20 }), { maxLength: 3 }), (steps, picks) => {
        const operations = [...trueHistory(model, 'k', steps)];
        for (const index of picks) {
          const victim = operations[index];
          const output = victim && wrong(victim);
          if (victim?.status === 'ok' && output !== undefined) operations[index] = { ...victim, output };
        }
        const expected = triesEverything(model, operations) ? 'linearizable' : 'violation';
        if (expected === 'violation') refused += 1;
        expect(verdictOf(model, operations)).to.equal(expected);
      }), { numRuns: 2_000 });
      expect(refused).to.be.greaterThan(100);
    });
  });
}

describe('linearizability', () => {
  agrees('capacity', capacity(3), capacityInput, (operation): CapacityOutput | undefined =>
    operation.status === 'info' ? undefined : typeof operation.output === 'number' ? operation.output + 1 : !operation.output);
  agrees('calendar', calendar(), calendarInput, (operation): CalendarOutput | undefined =>
    operation.status === 'info' ? undefined : typeof operation.output === 'boolean' ? !operation.output : operation.output.map((free) => !free));
  agrees<number, RegisterInput, RegisterOutput>('register', register(), registerInput, (operation) =>
    operation.status === 'info' || operation.input.kind === 'write' ? undefined : typeof operation.output === 'number' ? operation.output + 1 : !operation.output);

  describe('the bound', () => {
    const unanswered = Array.from({ length: 28 }, (_, index): Operation<CapacityInput, CapacityOutput> => ({ key: 's', caller: 'c', input: { kind: 'claim', holder: `h${index}`, places: 1 + (index % 9) }, called: index, status: 'info' }));
    const impossible: Operation<CapacityInput, CapacityOutput> = { key: 's', caller: 'c', input: { kind: 'read' }, called: 100, status: 'ok', output: -1, returned: 101 };
    const plain = { ...capacity(500), interchangeable: () => () => undefined };

    it('answers undecided when it is reached, never linearizable', () => {
      const report = checkLinearizable(plain, [...unanswered, impossible], { maxConfigurations: 2_000 });
      expect(report.verdict).to.equal('undecided');
      expect(report.problems[0]?.explanation).to.contain('undecided after 2000 configurations of 29 operations, of which up to 29 are concurrent');
      expect(() => assertLinearizable(plain, [...unanswered, impossible], { maxConfigurations: 2_000 })).to.throw('not known to be linearizable');
    });

    it('is far where operations can stand in for each other: 500 callers at once, sold out and oversold', () => {
      const claims = (winners: number) => Array.from({ length: 500 }, (_, index): Operation<CapacityInput, CapacityOutput> =>
        ({ key: 's', caller: `c${index}`, input: { kind: 'claim', holder: `h${index}`, places: 1 }, called: index, status: 'ok', output: index % 5 === 0 && index / 5 < winners, returned: 1_000 + index }));
      expect(verdictOf(capacity(100), claims(100))).to.equal('linearizable');
      expect(verdictOf(capacity(99), claims(100))).to.equal('violation');
      expect(verdictOf(capacity(101), claims(100))).to.equal('violation');
    });
  });

  it('keeps resources apart and names the one that is wrong', () => {
    const read = (key: string, output: number): Operation<RegisterInput, RegisterOutput> => ({ key, caller: 'c', input: { kind: 'read' }, called: 1, status: 'ok', output, returned: 2 });
    const report = checkLinearizable(register(), [read('good', 0), read('bad', 7), read('fine', 0)]);
    expect(report).to.include({ verdict: 'violation', histories: 3, operations: 3 });
    expect(report.problems.map(({ key }) => key)).to.deep.equal(['bad']);
  });

  describe('the recorder', () => {
    it('keeps answers, forgets what surely did not happen, and keeps open what nobody knows', async () => {
      const recorder = createRecorder<RegisterInput, RegisterOutput>();
      const never = new Promise<never>(() => undefined);
      await recorder.record('r', 'a', { kind: 'write', value: 1 }, async () => ({ status: 'ok', output: true }));
      await recorder.record('r', 'b', { kind: 'write', value: 2 }, async () => ({ status: 'fail' }));
      await recorder.record('r', 'c', { kind: 'write', value: 3 }, () => Promise.reject(new Error('connection lost')));
      void recorder.record('r', 'd', { kind: 'write', value: 4 }, () => never);
      const operations = recorder.operations();
      expect(operations.map(({ caller, status }) => `${caller} ${status}`)).to.deep.equal(['a ok', 'c info', 'd info']);
      expect(new Set(operations.map(({ called }) => called)).size).to.equal(3);
    });
  });
});
