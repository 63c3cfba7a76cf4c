/** What a run found, as a table for people. */
import type { Verdict } from './stage.ts';

const HEAD = ['scenario', 'faults', 'acknowledged', 'refused', 'unknown', 'recovery p50', 'max', 'rest', 'invariants'];
const SHOWN = 12;

/** One row a scenario, then what is broken, in words. */
export function report(verdicts: readonly Verdict[]): string {
  const rows = [HEAD, ...verdicts.map(rowOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const table = rows.map((row) => row.map((cell, column) => (column === 0 || column === HEAD.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd());
  return [...table, ...verdicts.flatMap(problemsOf)].join('\n');
}

function rowOf({ scenario, faults, acknowledged, refused, unknown, recoveries, rest, broken }: Verdict): string[] {
  const times = recoveries.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const shown = (ms: number | undefined): string => (ms === undefined ? '–' : `${Math.round(ms)} ms`);
  return [
    scenario,
    String(faults),
    String(acknowledged),
    String(refused),
    String(unknown),
    shown(times[Math.floor(times.length / 2)]),
    shown(times.at(-1)),
    `${rest.seconds.toFixed(1)} s`,
    broken.size === 0 ? 'hold' : `BROKEN: ${[...broken.keys()].join(', ')}`,
  ];
}

function problemsOf({ scenario, broken }: Verdict): string[] {
  return [...broken].flatMap(([invariant, found]) => [
    '',
    `${scenario}, ${invariant}: ${found.length} found`,
    ...found.slice(0, SHOWN).map((problem) => `  ${problem}`),
    ...(found.length > SHOWN ? [`  … and ${found.length - SHOWN} more`] : []),
  ]);
}
