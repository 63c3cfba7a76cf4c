/** Signals to the processes that we started, and only to those: a server goes together with the children that it forked. */
import { readdirSync, readFileSync } from 'node:fs';

/** A process and all that descend from it, as of now. */
export function familyOf(pid: number): number[] {
  const children = Map.groupBy(everyone(), ({ parent }) => parent);
  const family = (of: number): number[] => [of, ...(children.get(of) ?? []).flatMap(({ pid: child }) => family(child))];
  return family(pid);
}

/** Who has ended already is passed over. */
export function signal(pids: readonly number[], name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGQUIT'): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'ESRCH') throw error;
    }
  }
}

/** Resident memory and open files of a process; undefined when it has ended. */
export function usageOf(pid: number): { readonly rssMb: number; readonly handles: number } | undefined {
  try {
    const [, kilobytes = '0'] = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB/m) ?? [];
    return { rssMb: Number(kilobytes) / 1024, handles: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return undefined;
  }
}

function everyone(): { readonly pid: number; readonly parent: number }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const parent = parentOf(name);
      return parent === undefined ? [] : [{ pid: Number(name), parent }];
    });
}

function parentOf(pid: string): number | undefined {
  try {
    // The name in parentheses may hold anything; what follows the last one are numbers.
    const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').match(/^.*\) \S (\d+)/s) ?? [];
    return parent === undefined ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}
