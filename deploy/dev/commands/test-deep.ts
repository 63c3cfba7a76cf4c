/**
 * `npm run test:deep`: what takes longer than `npm test` allows. The simulation of booking and payment over many seeds, and
 * faults injected into a running installation. Everything runs, whatever fails; the last line counts, the exit code is 1 when anything failed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from '../build-steps.ts';
import { runCommand } from '../command.ts';
import { NATS_SERVER, requirePrograms } from '../debian.ts';
import { terminalProgress } from '../progress.ts';
import { readDevSettings, ROOT } from '../settings.ts';

interface Part {
  readonly name: string;
  /** A file to run, with its arguments. */
  readonly command: readonly [string, ...string[]];
}

const PARTS: readonly Part[] = [
  { name: 'simulation, 50,000 seeds', command: ['deploy/simulation/simulate.ts', '--seeds', '50000'] },
  { name: 'chaos, short', command: ['deploy/chaos/run.ts', '--short'] },
];

const progress = terminalProgress();

async function run({ name, command }: Part): Promise<{ readonly name: string; readonly ok: boolean; readonly seconds: number }> {
  progress.line(`\n── ${name}`);
  const started = performance.now();
  const [file, ...args] = command;
  const child = spawn(process.execPath, [join(ROOT, file), ...args], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  const [code]: unknown[] = await once(child, 'exit');
  return { name, ok: code === 0, seconds: (performance.now() - started) / 1000 };
}

await runCommand(async () => {
  await requirePrograms([NATS_SERVER], progress);
  await build(progress, readDevSettings().dataDir);
  const results = [];
  for (const part of PARTS) results.push(await run(part));
  progress.line(`\n${results.map(({ name, ok, seconds }) => `  ${ok ? '✓' : '✗'} ${name.padEnd(28)} ${seconds.toFixed(1).padStart(7)} s`).join('\n')}`);
  const failed = results.filter(({ ok }) => !ok).length;
  progress.line(`\n${results.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
