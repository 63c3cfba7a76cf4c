/** Mocha's own spec report, and in the file that MOCHA_STATS names what `npm test` adds up: the counts, and what failed and why. */
import { writeFileSync } from 'node:fs';
import mocha from 'mocha';

export interface MochaStats {
  readonly passes: number;
  readonly failures: number;
  /** One entry a failure: the full title and the stack, so that the end of a long log names what went wrong. */
  readonly reasons: readonly string[];
}

class CountingReporter extends mocha.reporters.Spec {
  constructor(runner: mocha.Runner, options: mocha.MochaOptions) {
    super(runner, options);
    const reasons: string[] = [];
    runner.on('fail', (test: mocha.Runnable, error: Error) => void reasons.push(`${test.fullTitle()}\n${error.stack ?? error.message}`));
    runner.once('end', () => {
      const { passes, failures } = this.stats;
      const stats: MochaStats = { passes, failures, reasons };
      const file = process.env['MOCHA_STATS'];
      if (file !== undefined) writeFileSync(file, JSON.stringify(stats));
    });
  }
}

// Mocha takes a reporter by `require`, which sees this name instead of a namespace.
export { CountingReporter as 'module.exports' };
