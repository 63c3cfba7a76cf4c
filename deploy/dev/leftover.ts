/** Servers that an earlier, killed launcher left behind never block the next start: found by pid file, checked by command line, stopped. */
import { readFile, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { StartFailure } from './start-failure.ts';

/** The pid on the file's first line while that process runs and its command line contains `mark`; pids are reused, so a bare pid proves nothing. */
export async function runningPid(pidFile: string, mark: string): Promise<number | undefined> {
  const pid = Number.parseInt((await readIfPresent(pidFile)) ?? '', 10);
  if (!Number.isSafeInteger(pid) || pid <= 1) return undefined;
  return (await commandLine(pid)).includes(mark) ? pid : undefined;
}

/** Stops the leftover named by the pid file, if there is one, and removes the file. */
export async function stopLeftover(pidFile: string, mark: string, signal: NodeJS.Signals): Promise<void> {
  const pid = await runningPid(pidFile, mark);
  if (pid !== undefined) {
    process.kill(pid, signal);
    const deadline = Date.now() + 20_000;
    while ((await commandLine(pid)).includes(mark)) {
      if (Date.now() > deadline) throw new StartFailure(`Process ${pid} of an earlier start does not stop. End it with: kill -9 ${pid}`);
      await delay(50);
    }
  }
  await rm(pidFile, { force: true });
}

/** Empty for a process that is gone (or a zombie). Without /proc (macOS) `ps` answers. */
async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') return ((await readIfPresent(`/proc/${pid}/cmdline`)) ?? '').replaceAll('\0', ' ');
  const { spawnSync } = await import('node:child_process');
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
}

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return undefined;
    throw error;
  }
}
