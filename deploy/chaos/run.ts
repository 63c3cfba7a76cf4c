/** `npm run chaos`: breaks a running Berth in every way that it must bear, and checks afterwards that nothing was lost. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../dev/build-steps.ts';
import { runCommand, untilSignal } from '../dev/command.ts';
import { NATS_SERVER, requirePrograms } from '../dev/debian.ts';
import { terminalProgress } from '../dev/progress.ts';
import { readDevSettings } from '../dev/settings.ts';
import type { PerformOptions } from './stage.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean', default: false },
    seed: { type: 'string' },
    cycles: { type: 'string' },
    minutes: { type: 'string' },
    events: { type: 'string' },
  },
});

await runCommand(async () => {
  const progress = terminalProgress();
  // Everything that we started ends with us, and what was mounted is let go at the exit.
  void untilSignal(() => progress.line('\nStopping …')).then(() => process.exit(130));
  const started = performance.now();
  const seed = numberOf('seed') ?? Date.now() % 1_000_000;
  const wishes = { cycles: numberOf('cycles'), minutes: numberOf('minutes'), events: numberOf('events') };
  const options: PerformOptions = { seed, short: values.short, wishes, say: (line) => progress.line(line) };
  await requirePrograms([NATS_SERVER], progress);
  await build(progress, readDevSettings().dataDir);
  // Not before the build: the rest speaks through code that the build generates.
  const { chooseScenarios } = await import('./scenarios/scenarios.ts');
  const { runScenarios } = await import('./run-scenarios.ts');
  const { report } = await import('./report.ts');
  const chosen = chooseScenarios(positionals);
  const folder = await mkdtemp(join(tmpdir(), 'berth-chaos-'));
  progress.line(`seed ${seed}: --seed ${seed} draws the same faults again`);
  const judgements = await runScenarios(chosen, { ...options, named: positionals }, folder);
  progress.line(`\n${report(judgements)}\n\n${((performance.now() - started) / 60_000).toFixed(1)} minutes, seed ${seed}`);
  const good = judgements.every(({ broken }) => broken.size === 0);
  if (good) await rm(folder, { recursive: true });
  else progress.line(`What customers were told and what the processes wrote is in ${folder}`);
  return good ? 0 : 1;
});

function numberOf(name: 'seed' | 'cycles' | 'minutes' | 'events'): number | undefined {
  const value = values[name];
  if (value === undefined) return undefined;
  if (!/^\d+(\.\d+)?$/.test(value)) throw new TypeError(`--${name} must be a number`);
  return Number(value);
}
