/**
 * Operations a second that the linearizability checker judges: 2,400 histories of sessions, calendars and registers, 50
 * operations each, 8 callers at once. Every tenth history has one impossible reply, and each verdict is known beforehand.
 */
import { checkLinearizable } from '#runtime/testing/linearizability/check.ts';
import { trueHistory, type Step } from '#runtime/testing/linearizability/generate.ts';
import type { Operation } from '#runtime/testing/linearizability/history.ts';
import type { DeterministicModel, Model } from '#runtime/testing/linearizability/model.ts';
import { calendar, type CalendarInput, type CalendarOutput } from '#runtime/testing/linearizability/models/calendar.ts';
import { capacity, type CapacityInput } from '#runtime/testing/linearizability/models/capacity.ts';
import { register, type RegisterInput, type RegisterOutput } from '#runtime/testing/linearizability/models/register.ts';
import { higherIsBetter, type Benchmark, type Report } from './benchmark.ts';
import { createRandom, type Random } from './random.ts';

const HISTORIES_EACH = 800;
const OPERATIONS_EACH = 50;
const KINDS = ['claim', 'claim', 'claim', 'release', 'holds', 'read'] as const;

/** What checking took. */
interface Total {
  readonly histories: number;
  readonly operations: number;
  readonly configurations: number;
  readonly seconds: number;
}

export const linearizabilityBenchmark = ({ callers = 8, seed = 42 } = {}): Benchmark => ({
  name: 'linearizability_ops_per_second',
  about: 'operations of concurrent histories that are judged in a second',
  async run(report) {
    const random = createRandom(seed);
    const sides = [
      measure('session', capacity(8), histories(random, callers, capacity(8), capacityInput, -1), report),
      measure('calendar', calendar(), histories<CalendarInput, CalendarOutput>(random, callers, calendar(), calendarInput, []), report),
      measure('register', register(), histories<RegisterInput, RegisterOutput>(random, callers, register(), registerInput, -1), report),
    ];
    const rate = (totals: readonly Total[]): number => total(totals, 'operations') / total(totals, 'seconds');
    const mine = sides.map(({ mine: own }) => own);
    report.line(`  ${total(mine, 'histories')} histories, ${total(mine, 'operations')} operations in ${total(mine, 'seconds').toFixed(2)} s, every verdict right`);
    const reference = rate(sides.map(({ plain }) => plain));
    return [higherIsBetter({ name: 'linearizability_ops_per_second', value: rate(mine), unit: '/s', reference, against: 'the search without its shortcuts', target: 1 })];
  },
});

const total = (totals: readonly Total[], of: keyof Total): number => totals.reduce((sum, each) => sum + each[of], 0);

interface Known<I, O> {
  readonly operations: readonly Operation<I, O>[];
  readonly verdict: 'linearizable' | 'violation';
}

/** Histories that an order made, every tenth with a reply that none explains. */
function histories<I, O>(random: Random, callers: number, model: DeterministicModel<unknown, I, O>, input: (random: Random) => I, impossible: O): readonly Known<I, O>[] {
  return Array.from({ length: HISTORIES_EACH }, (_, index) => {
    const operations = trueHistory(model, `k${index}`, steps(random, callers, input));
    const victim = index % 10 === 0 ? operations.findLastIndex((operation) => operation.status === 'ok') : -1;
    return victim < 0
      ? { operations, verdict: 'linearizable' }
      : { operations: operations.map((operation, at) => (at === victim && operation.status === 'ok' ? { ...operation, output: impossible } : operation)), verdict: 'violation' };
  });
}

function measure<S, I, O>(name: string, model: Model<S, I, O>, known: readonly Known<I, O>[], report: Report): { readonly mine: Total; readonly plain: Total } {
  const plain = judge({ ...model, hasEffect: () => true, interchangeable: () => () => undefined, split: (operations) => [operations] }, known);
  const mine = judge(model, known);
  const line = ({ configurations, seconds }: Total): string => `${configurations} configurations, ${seconds.toFixed(2)} s`;
  report.line(`  ${name.padEnd(9)}${mine.histories} histories, ${mine.operations} operations: ${line(mine)}; without shortcuts ${line(plain)}`);
  return { mine, plain };
}

/** Throws when a verdict is not the one that is known. */
function judge<S, I, O>(model: Model<S, I, O>, known: readonly Known<I, O>[]): Total {
  let configurations = 0;
  const start = performance.now();
  for (const { operations, verdict } of known) {
    const judged = checkLinearizable(model, operations);
    configurations += judged.configurations;
    if (judged.verdict !== verdict) throw new Error(`${model.name}: judged ${judged.verdict}, but it is ${verdict}. ${judged.problems[0]?.explanation ?? ''}`);
  }
  const seconds = (performance.now() - start) / 1_000;
  return { histories: known.length, operations: known.reduce((sum, { operations }) => sum + operations.length, 0), configurations, seconds };
}

const holder = (random: Random): string => `h${random.below(20)}`;

function capacityInput(random: Random): CapacityInput {
  const kind = random.pick(KINDS);
  if (kind === 'read') return { kind };
  return kind === 'claim' ? { kind, holder: holder(random), places: 1 + random.below(2) } : { kind, holder: holder(random) };
}

function calendarInput(random: Random): CalendarInput {
  const kind = random.pick(KINDS);
  const span = () => {
    const start = random.below(30);
    return { start, end: start + 1 + random.below(3) };
  };
  if (kind === 'read') return { kind, spans: [span(), span()] };
  return kind === 'claim' ? { kind, holder: holder(random), ...span() } : { kind, holder: holder(random) };
}

function registerInput(random: Random): RegisterInput {
  const kind = random.pick(['write', 'read', 'read', 'exchange'] as const);
  if (kind === 'read') return { kind };
  return kind === 'write' ? { kind, value: random.below(5) } : { kind, expected: random.below(5), value: random.below(5) };
}

const steps = <I>(random: Random, callers: number, input: (random: Random) => I): readonly Step<I>[] =>
  Array.from({ length: OPERATIONS_EACH }, () => {
    const step = { caller: random.below(callers), input: input(random), pause: random.below(3), before: 1 + random.below(20), after: 1 + random.below(20) };
    return random.below(100) < 3 ? { ...step, lost: random.pick(['with effect', 'without effect'] as const) } : step;
  });
