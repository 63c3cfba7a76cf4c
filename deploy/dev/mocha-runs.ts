/** The three kinds of tests, each its own mocha run, with counts that can be added up. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '#runtime/config/settings.ts';
import { ROOT } from './settings.ts';
import type { MochaStats } from './testing/mocha-reporter.ts';

export const KINDS = ['unit', 'int', 'e2e'] as const;
export type Kind = (typeof KINDS)[number];

const SPECS = '{proto,services,gateway,web,deploy}/**/*.spec.ts';
const GENERATED = ['**/node_modules/**', 'proto/gen/**', 'proto/sdk/dist/**', 'web/dist/**'];

/** Every spec file is of exactly one kind: `x.int.spec.ts`, `x.e2e.spec.ts`, or a plain `x.spec.ts`. */
export function specFiles(kind: Kind): string[] {
  const kindOf = (file: string): Kind => (file.endsWith('.int.spec.ts') ? 'int' : file.endsWith('.e2e.spec.ts') ? 'e2e' : 'unit');
  return globSync(SPECS, { cwd: ROOT, exclude: GENERATED }).filter((file) => kindOf(file) === kind).sort();
}

const NOTHING_RUN: MochaStats = { passes: 0, failures: 0, reasons: [] };

/** Its report goes to the terminal. A run that dies before it can count is one failure. */
export async function runMocha(kind: Kind, statsFile: string, env: Environment): Promise<MochaStats> {
  const files = specFiles(kind);
  if (files.length === 0) return NOTHING_RUN;
  const mocha = spawn(join(ROOT, 'node_modules/.bin/mocha'), ['--reporter', './deploy/dev/testing/mocha-reporter.ts', ...files], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...env, MOCHA_STATS: statsFile },
  });
  const [code]: unknown[] = await once(mocha, 'exit');
  const stats = existsSync(statsFile) ? readStats(statsFile) : NOTHING_RUN;
  return code === 0 ? stats : { ...stats, failures: Math.max(1, stats.failures) };
}

function readStats(file: string): MochaStats {
  const { passes, failures, reasons }: Record<string, unknown> = JSON.parse(readFileSync(file, 'utf8'));
  return { passes: Number(passes), failures: Number(failures), reasons: Array.isArray(reasons) ? reasons.map(String) : [] };
}
