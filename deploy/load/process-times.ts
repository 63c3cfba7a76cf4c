/** CPU time of this process and all that it started, by what each is. Linux only: elsewhere there are no times. */
import { readdirSync, readFileSync } from 'node:fs';

/** CPU seconds so far, by name. */
export type ProcessTimes = ReadonlyMap<string, number>;

const TICKS_PER_SECOND = 100;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly seconds: number;
}

/** Threads included, children that ended not. */
export function processTimes(): ProcessTimes {
  const processes = allProcesses();
  const children = Map.groupBy(processes, ({ parent }) => parent);
  const times = new Map<string, number>();
  const visit = ({ pid, seconds }: Process): void => {
    const name = pid === process.pid ? 'bench' : nameOf(pid);
    times.set(name, (times.get(name) ?? 0) + seconds);
    for (const child of children.get(pid) ?? []) visit(child);
  };
  for (const own of processes.filter(({ pid }) => pid === process.pid)) visit(own);
  return times;
}

/** Seconds by name between two looks, largest first; processes that ended in between are left out. */
export const timesBetween = (before: ProcessTimes, after: ProcessTimes): [string, number][] =>
  [...after].map(([name, seconds]): [string, number] => [name, Math.max(0, seconds - (before.get(name) ?? 0))]).sort(([, a], [, b]) => b - a);

function allProcesses(): Process[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => readProcess(Number(pid)) ?? []);
}

/** `undefined` for a process that ended while we looked. */
function readProcess(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name, in parentheses, may hold spaces; state is the first field after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
    return { pid, parent: fields[1] ?? 0, seconds: ((fields[11] ?? 0) + (fields[12] ?? 0)) / TICKS_PER_SECOND };
  } catch {
    return undefined;
  }
}

/** `booking` for `…/services/booking/main.ts`, `pg booking` for a server process on its database, otherwise the script's or program's name. */
function nameOf(pid: number): string {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0');
    const script = command.find((part) => part.endsWith('.ts'));
    if (script) return /\/(?<service>\w+)\/main\.ts$/.exec(script)?.groups?.['service'] ?? fileName(script).replace(/\.ts$/, '');
    const database = /^postgres: \S+ berth_(?<database>\w+)/.exec(command[0] ?? '')?.groups?.['database'];
    if (database !== undefined) return `pg ${database}`;
    return fileName(command[0] ?? '').split(/[:\s]/)[0] || 'other';
  } catch {
    return 'other';
  }
}

const fileName = (path: string): string => path.split('/').at(-1) ?? path;
