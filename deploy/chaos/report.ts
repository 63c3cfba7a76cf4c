/** What a run found, as a table for people. */
import type { Judgement, Performance } from './stage.ts';

const HEAD = ['scenario', 'faults', 'acknowledged', 'refused', 'unknown', 'recovery p50', 'max', 'at rest', 'invariants'];
const SHOWN = 12;
const TEXT = new Set(['scenario', 'invariants']);

/** One row a scenario, then what is broken, in words. Scenarios that were judged together share the last two columns. */
export function report(judgements: readonly Judgement[]): string {
  const rows = [HEAD, ...judgements.flatMap(rowsOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number): string => (TEXT.has(HEAD[column] ?? '') ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0));
  return [...rows.map((row) => row.map(pad).join('  ').trimEnd()), ...judgements.flatMap(problemsOf)].join('\n');
}

const rowsOf = ({ performances, rest, broken }: Judgement): string[][] =>
  performances.map((performance, index) => {
    const last = index === performances.length - 1;
    const verdict = broken.size === 0 ? 'hold' : `BROKEN: ${[...broken.keys()].join(', ')}`;
    return [...cellsOf(performance), last ? `${rest.seconds.toFixed(1)} s` : '', last ? verdict : ''];
  });

function cellsOf({ scenario, faults, acknowledged, refused, unknown, recoveries }: Performance): string[] {
  const times = recoveries.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const shown = (ms: number | undefined): string => (ms === undefined ? '–' : `${Math.round(ms)} ms`);
  return [scenario, String(faults), String(acknowledged), String(refused), String(unknown), shown(times[Math.floor(times.length / 2)]), shown(times.at(-1))];
}

function problemsOf({ performances, broken }: Judgement): string[] {
  return [...broken].flatMap(([invariant, found]) => [
    '',
    `${performances.map(({ scenario }) => scenario).join(', ')}: ${invariant}, ${found.length} found`,
    ...found.slice(0, SHOWN).map((problem) => `  ${problem}`),
    ...(found.length > SHOWN ? [`  … and ${found.length - SHOWN} more`] : []),
  ]);
}
