/** CPU time of this process and all that it started, by what each is. Linux only: elsewhere there are no times. */
import { readdirSync, readFileSync } from 'node:fs';

/** Stops the processes of these names that this one started, until disposed. */
export function holdProcesses(names: ReadonlySet<string>): Disposable {
  const held = ownProcesses().filter(({ pid }) => names.has(nameOf(pid)));
  for (const { pid } of held) process.kill(pid, 'SIGSTOP');
  return { [Symbol.dispose]: () => held.forEach(({ pid }) => process.kill(pid, 'SIGCONT')) };
}

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
  const times = new Map<string, number>();
  for (const { pid, seconds } of ownProcesses()) {
    const name = pid === process.pid ? 'bench' : nameOf(pid);
    times.set(name, (times.get(name) ?? 0) + seconds);
  }
  return times;
}

/** This process, those that it started, and those that they started. */
function ownProcesses(): Process[] {
  const processes = allProcesses();
  const children = Map.groupBy(processes, ({ parent }) => parent);
  const withChildren = (one: Process): Process[] => [one, ...(children.get(one.pid) ?? []).flatMap(withChildren)];
  return processes.filter(({ pid }) => pid === process.pid).flatMap(withChildren);
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
