/** Mocha's own spec report, and the counts in the file that MOCHA_STATS names: what `npm test` adds up. */
import { writeFileSync } from 'node:fs';
import mocha from 'mocha';

export interface MochaStats {
  readonly passes: number;
  readonly failures: number;
}

class CountingReporter extends mocha.reporters.Spec {
  constructor(runner: mocha.Runner, options: mocha.MochaOptions) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures } = this.stats;
      const stats: MochaStats = { passes, failures };
      const file = process.env['MOCHA_STATS'];
      if (file !== undefined) writeFileSync(file, JSON.stringify(stats));
    });
  }
}

// Mocha takes a reporter by `require`, which sees this name instead of a namespace.
export { CountingReporter as 'module.exports' };
