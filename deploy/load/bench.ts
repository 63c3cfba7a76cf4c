/**
 * `npm run bench`: every benchmark with its reference, measured in the same run. `-- --json` prints one object a line;
 * names after it choose benchmarks; `--rows N` makes the mailbox's tables smaller for a quick look.
 */
import { parseArgs } from 'node:util';
import type { Benchmark, Figure } from './benchmark.ts';
import { gatewayBenchmark } from './gateway-booking.bench.ts';
import { fairnessBenchmark } from './mailbox/fairness.bench.ts';
import { mailboxBenchmark } from './mailbox/mailbox.bench.ts';

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, rows: { type: 'string', default: '1000000' } },
});

const rows = Number(options.rows);
const BENCHMARKS: readonly Benchmark[] = [mailboxBenchmark(rows), fairnessBenchmark(rows), gatewayBenchmark()];

const unknown = names.filter((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  process.stderr.write(`There is no benchmark ${unknown.join(', ')}. There are: ${BENCHMARKS.map(({ name }) => name).join(', ')}.\n`);
  process.exit(1);
}

const say = (line: string): void => void (options.json ? process.stderr : process.stdout).write(`${line}\n`);
const figures: Figure[] = [];
for (const { name, about, run } of BENCHMARKS) {
  if (names.length > 0 && !names.includes(name)) continue;
  say(`\n${name}: ${about}`);
  for (const figure of await run({ line: say })) {
    figures.push(figure);
    if (options.json) process.stdout.write(`${JSON.stringify(figure)}\n`);
  }
}
say(`\n${table(figures)}`);

function table(rows: readonly Figure[]): string {
  const cells = rows.map(({ name, value, unit, reference, against, ratio, target }) => [
    name, `${value} ${unit}`, String(reference), String(ratio), target === undefined ? '' : String(target), against,
  ]);
  const all = [['figure', 'value', 'reference', 'ratio', 'target', 'the reference is'], ...cells];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n');
}
