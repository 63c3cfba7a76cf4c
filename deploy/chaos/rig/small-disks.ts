/** A tmpfs each for Postgres and NATS that can be left without a free byte and given room again. Linux and root only. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface SmallDisk {
  /** Shrinks it to what is in use. */
  fill(): Promise<void>;
  empty(): Promise<void>;
}

export interface SmallDisks extends AsyncDisposable {
  /** What Berth is given as its data directory. */
  readonly dir: string;
  readonly Postgres: SmallDisk;
  readonly NATS: SmallDisk;
}

/** What a person can read when file systems cannot be mounted here. */
export class CannotMount extends Error {
  constructor(cause: unknown) {
    super('No file system can be mounted on this machine: it takes root on Linux, and a container that allows it.', { cause });
    this.name = 'CannotMount';
  }
}

const SIZE_MB = { postgres: 2_048, nats: 256 } as const;

/** Throws `CannotMount`. */
export async function mountSmallDisks(): Promise<SmallDisks> {
  await using stack = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'berth-small-disk-'));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  const mount = async (name: keyof typeof SIZE_MB): Promise<SmallDisk> => {
    const path = join(dir, name);
    await mkdir(path);
    await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB[name]}m,mode=755`, 'tmpfs', path]).catch((error: unknown) => {
      throw new CannotMount(error);
    });
    // Also when we are told to end in the middle.
    const unmount = (): void => void execFileSync('umount', ['--lazy', path]);
    process.once('exit', unmount);
    stack.defer(() => {
      process.removeListener('exit', unmount);
      unmount();
    });
    return { fill: () => shrink(path), empty: () => resize(path, `${SIZE_MB[name]}m`) };
  };
  const disks = { dir, Postgres: await mount('postgres'), NATS: await mount('nats') };
  const owned = stack.move();
  return { ...disks, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const resize = async (path: string, size: string): Promise<void> => void (await run('mount', ['-o', `remount,size=${size}`, path]));

/** Whatever is written between the look and the remount makes the size too small, which is refused: then we look again. */
async function shrink(path: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const { blocks, bfree, bsize } = await statfs(path);
    try {
      return await resize(path, String((blocks - bfree) * bsize));
    } catch (error) {
      if (tries === 50) throw error;
    }
  }
}
