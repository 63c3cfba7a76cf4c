/**
 * `npm run bench`: every benchmark with its reference, measured in the same run. `-- --json` prints one object a line;
 * names after it choose benchmarks; `--rows N` makes the mailbox's tables smaller for a quick look.
 */
import { parseArgs } from 'node:util';
import { build } from '../dev/build-steps.ts';
import { runCommand } from '../dev/command.ts';
import { NATS_SERVER, requirePrograms } from '../dev/debian.ts';
import { terminalProgress } from '../dev/progress.ts';
import { readDevSettings } from '../dev/settings.ts';
import { StartFailure } from '../dev/start-failure.ts';
import type { Figure } from './benchmark.ts';

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, rows: { type: 'string', default: '1000000' } },
});

// Only figures go to standard output when a program reads it.
const say = (line: string): void => void (options.json ? process.stderr : process.stdout).write(`${line}\n`);

await runCommand(async () => {
  const progress = options.json ? { step: <T>(_: string, work: (say: () => void) => Promise<T>) => work(() => undefined), line: say } : terminalProgress();
  await requirePrograms([NATS_SERVER], progress);
  await build(progress, readDevSettings().dataDir);
  // Not before the build: benchmarks speak through code that it generates.
  const { benchmarks } = await import('./benchmarks.ts');
  const all = benchmarks(Number(options.rows));
  const unknown = names.filter((name) => !all.some((benchmark) => benchmark.name === name));
  if (unknown.length > 0) throw new StartFailure(`There is no benchmark ${unknown.join(', ')}. There are: ${all.map(({ name }) => name).join(', ')}.`);
  const figures: Figure[] = [];
  for (const { name, about, run } of all) {
    if (names.length > 0 && !names.includes(name)) continue;
    say(`\n${name}: ${about}`);
    for (const figure of await run({ line: say })) {
      figures.push(figure);
      if (options.json) process.stdout.write(`${JSON.stringify(figure)}\n`);
    }
  }
  say(`\n${table(figures)}`);
  return 0;
});

function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, reference, against, ratio, target }) => [
    name, `${value} ${unit}`, String(reference), String(ratio), target === undefined ? '' : String(target), against,
  ]);
  const all = [['figure', 'value', 'reference', 'ratio', 'target', 'the reference is'], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n');
}
