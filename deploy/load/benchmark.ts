/** What every benchmark gives: figures, each with the reference that it has to be read against, measured in the same run. */

/** One figure. `ratio` is `value / reference`, or the other way round where less is better, so that more is always better. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly reference: number;
  /** What the reference is, in a few words. */
  readonly against: string;
  readonly ratio: number;
  /** The ratio that we want to reach; absent where the figure is only for comparison. */
  readonly target?: number;
}

export interface Report {
  /** Progress and circumstances, for people. */
  line(text: string): void;
}

export interface Benchmark {
  /** As on the command line. */
  readonly name: string;
  /** What it measures, in one line. */
  readonly about: string;
  run(report: Report): Promise<readonly Figure[]>;
}

const round = (value: number): number => Number(value.toPrecision(4));

interface Measured {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly reference: number;
  readonly against: string;
  readonly target?: number;
}

/** A figure where more is better, such as turns a second. */
export const higherIsBetter = (measured: Measured): Figure => figure(measured, measured.value / measured.reference);

/** A figure where less is better, such as milliseconds. */
export const lowerIsBetter = (measured: Measured): Figure => figure(measured, measured.reference / measured.value);

const figure = (measured: Measured, ratio: number): Figure => ({
  ...measured,
  value: round(measured.value),
  reference: round(measured.reference),
  ratio: round(ratio),
});

/** The middle of an odd number of samples, or the mean of the two in the middle. Throws `RangeError` without samples. */
export function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('no samples');
  return (upper + lower) / 2;
}
