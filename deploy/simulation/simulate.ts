/**
 * `npm run simulate -- --seeds 50000`: many seeds of the simulated world. A seed that breaks an invariant is printed with what
 * broke, and replayed exactly with `npm run simulate -- --seed 123 --trace`. See README.md here.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { BUGS } from './bugs/all.ts';
import { runMany } from './run-many.ts';
import { runSeed, type SeedResult } from './seed.ts';
import type { Tally } from './tally.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    workers: { type: 'string', default: String(availableParallelism()) },
    bug: { type: 'string' },
    failures: { type: 'string', default: '5' },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const number = (name: string, text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new TypeError(`--${name} must be a whole number from 1 on, not ${text}`);
  return value;
};
const bug = values.bug === undefined ? undefined : BUGS.find(({ name }) => name === values.bug);
if (values.bug !== undefined && !bug) throw new TypeError(`there is no planted bug ${values.bug}; there are ${BUGS.map(({ name }) => name).join(', ')}`);

const replay = (seed: number): string => `npm run simulate -- --seed ${seed} --trace${bug ? ` --bug ${bug.name}` : ''}`;

function tell({ seed, violations, mishaps }: SeedResult): void {
  say(`\nSeed ${seed} breaks ${violations.length === 1 ? 'an invariant' : `${violations.length} invariants`}:`);
  for (const violation of violations.slice(0, 10)) say(`  ${violation}`);
  say(`  injected: ${Object.entries(mishaps).map(([kind, count]) => `${kind} ${count}`).join(', ') || 'nothing'}`);
  say(`  replay:   ${replay(seed)}`);
}

async function one(seed: number): Promise<boolean> {
  const result = await runSeed(seed, { bug, ...(values.trace && { trace: say }) });
  if (result.violations.length > 0) tell(result);
  say(`\nSeed ${seed}: ${result.events} events in ${(result.virtualMs / 1_000).toFixed(1)} virtual seconds, fingerprint ${result.fingerprint.toString(16)}, ${result.violations.length === 0 ? 'all invariants hold' : 'broken'}`);
  return result.violations.length === 0;
}

async function many(): Promise<boolean> {
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1_000;
  let told = 0;
  let toldAt = 0;
  const seeds = number('seeds', values.seeds);
  const onProgress = (tally: Tally): void => {
    for (const failure of tally.failures.slice(told)) tell(failure);
    told = tally.failures.length;
    if (elapsed() - toldAt < (process.stderr.isTTY ? 1 : 10)) return;
    toldAt = elapsed();
    process.stderr.write(`${process.stderr.isTTY ? '\r' : ''}${tally.seeds} of ${seeds} seeds, ${(tally.seeds / elapsed()).toFixed(0)}/s, ${tally.events} events, ${tally.failures.length} failed${process.stderr.isTTY ? '' : '\n'}`);
  };
  const tally = await runMany({ from: number('from', values.from), seeds, workers: number('workers', values.workers), bug: bug?.name, maxFailures: number('failures', values.failures), onProgress });
  summarise(tally, elapsed());
  return tally.failures.length === 0;
}

function summarise({ seeds, events, virtualMs, mishaps, failures }: Tally, seconds: number): void {
  const virtual = virtualMs / 1_000;
  say(`\n${seeds} seeds, ${failures.length} failed`);
  say(`  ${events} events (${Math.round(events / seeds)} a seed), ${(virtual / 3_600).toFixed(1)} virtual hours in ${seconds.toFixed(1)} s: ${(seeds / seconds).toFixed(0)} seeds/s, ${Math.round(virtual / seconds)} times real time`);
  const kinds = [...mishaps].sort(([a], [b]) => (a < b ? -1 : 1));
  say(`  injected: ${kinds.map(([kind, count]) => `${kind} ${count}`).join(', ')}`);
  if (failures.length > 0) say(`  failed: ${failures.map(({ seed }) => seed).join(', ')}; replay with ${replay(failures[0]?.seed ?? 0)}`);
}

const good = values.seed === undefined ? await many() : await one(number('seed', values.seed));
process.exitCode = good ? 0 : 1;
