/**
 * Checks recorded histories for linearizability, resource by resource: each is explained by an order of its operations, refused
 * with a counterexample, or `undecided`, never passed unseen. Up to about 30 concurrent operations a key the answer comes at
 * once; beyond, the search may reach its bound, which is `undecided` and fails `assertLinearizable` like a violation.
 */
import { explain } from './explain.ts';
import type { Operation } from './history.ts';
import type { Model } from './model.ts';
import { search, toEntries } from './search.ts';

export interface CheckOptions {
  /** Configurations (operations taken, and the state they led to) that are visited for each history; 500,000 unless told. */
  readonly maxConfigurations?: number;
}

/** A history that is not known to be linearizable. */
export interface Problem {
  readonly key: string;
  readonly verdict: 'violation' | 'undecided';
  /** The counterexample, or how far the search came. */
  readonly explanation: string;
}

export interface Report {
  /** The worst of all histories. */
  readonly verdict: 'linearizable' | 'violation' | 'undecided';
  readonly histories: number;
  readonly operations: number;
  readonly configurations: number;
  readonly problems: readonly Problem[];
}

/** Checks all operations, one history for each key. */
export function checkLinearizable<S, I, O>(
  model: Model<S, I, O>, operations: readonly Operation<I, O>[], { maxConfigurations = 500_000 }: CheckOptions = {},
): Report {
  const histories = [...Map.groupBy(operations, ({ key }) => key).values()].flatMap((history) => model.split?.(history) ?? [history]);
  const problems: Problem[] = [];
  let configurations = 0;
  for (const history of histories) {
    const groupOf = model.interchangeable?.(history) ?? (() => undefined);
    const result = search(model, toEntries(history), { maxConfigurations, groupOf });
    configurations += result.configurations;
    const key = history[0]?.key ?? '';
    if (result.found === 'none') problems.push({ key, verdict: 'violation', explanation: explain(history, { model, maxConfigurations, groupOf }) });
    if (result.found === 'bound') problems.push({ key, verdict: 'undecided', explanation: tooWide(model.name, history, maxConfigurations) });
  }
  const verdict = problems.some((problem) => problem.verdict === 'violation') ? 'violation' : problems.length > 0 ? 'undecided' : 'linearizable';
  return { verdict, histories: histories.length, operations: operations.length, configurations, problems };
}

/** Throws with the first counterexamples unless every history is linearizable; `undecided` throws as well. */
export function assertLinearizable<S, I, O>(model: Model<S, I, O>, operations: readonly Operation<I, O>[], options?: CheckOptions): Report {
  const report = checkLinearizable(model, operations, options);
  if (report.verdict === 'linearizable') return report;
  const worst = report.problems.toSorted((a, b) => (a.verdict === b.verdict ? 0 : a.verdict === 'violation' ? -1 : 1));
  throw new Error([`${worst.length} of ${report.histories} histories are not known to be linearizable.`, ...worst.slice(0, 3).map(({ explanation }) => explanation)].join('\n\n'));
}

const tooWide = (name: string, history: readonly Operation<unknown, unknown>[], maxConfigurations: number): string =>
  `${name} ${JSON.stringify(history[0]?.key)}: undecided after ${maxConfigurations} configurations of ${history.length} operations, ` +
  `of which up to ${width(history)} are concurrent. Record fewer callers or unanswered calls for each key, or raise maxConfigurations.`;

/** The largest number of operations that are open at one moment. */
function width(history: readonly Operation<unknown, unknown>[]): number {
  const changes = toEntries(history).flatMap((entry) => [[entry.call, 1] as const, [entry.return, -1] as const]);
  changes.sort(([a], [b]) => a - b);
  let open = 0;
  return changes.reduce((most, [, change]) => Math.max(most, (open += change)), 0);
}
