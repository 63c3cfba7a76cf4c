/** The checks that read the sources instead of running them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from './settings.ts';

export interface Check {
  readonly name: string;
  /** A program of node_modules/.bin with its arguments. */
  readonly command: readonly [string, ...string[]];
}

export const CHECKS: readonly Check[] = [
  { name: 'Types', command: ['tsc', '-p', 'tsconfig.json', '--noEmit'] },
  { name: 'Lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'Contracts', command: ['buf', 'lint'] },
  { name: 'Access policies', command: ['node', 'proto/lint/access-policy.ts'] },
];

/** Runs it; `output` is empty when all is well. */
export async function runCheck({ command: [program, ...args] }: Check): Promise<{ readonly ok: boolean; readonly output: string }> {
  const child = spawn(join(ROOT, 'node_modules/.bin', program), args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code]: unknown[] = await once(child, 'close');
  return { ok: code === 0, output: code === 0 ? '' : output };
}
