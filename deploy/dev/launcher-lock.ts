/** One launcher to a data directory: two would fight over its servers. */
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runningPid } from './leftover.ts';

const MARK = 'deploy/dev/';

const pidFile = (dataDir: string): string => join(dataDir, 'launcher.pid');

/** The pid of the launcher that holds the directory now. */
export const lockHolder = (dataDir: string): Promise<number | undefined> => runningPid(pidFile(dataDir), MARK);

/** Freed when disposed; a lock whose holder was killed does not count. Undefined when another launcher holds it. */
export async function takeLock(dataDir: string): Promise<AsyncDisposable | undefined> {
  await mkdir(dataDir, { recursive: true });
  if ((await lockHolder(dataDir)) !== undefined) return undefined;
  await rm(pidFile(dataDir), { force: true });
  const file = await open(pidFile(dataDir), 'wx');
  await writeFile(file, `${process.pid}\n`);
  await file.close();
  return { [Symbol.asyncDispose]: () => rm(pidFile(dataDir), { force: true }) };
}
