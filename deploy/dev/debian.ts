/** Programs that npm does not carry: found on the machine, installed with apt when we may, else named with what to type. */
import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Progress } from './progress.ts';
import { StartFailure } from './start-failure.ts';

/** Looked at besides PATH: Debian puts servers in /usr/sbin, which ordinary users do not search. */
const OTHER_PLACES = ['/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/opt/homebrew/bin'];

export interface Program {
  /** Any of these names will do. */
  readonly names: readonly string[];
  readonly debianPackage: string;
}

export const NATS_SERVER: Program = { names: ['nats-server'], debianPackage: 'nats-server' };
export const CHROMIUM: Program = { names: ['chromium', 'chromium-browser', 'google-chrome'], debianPackage: 'chromium' };
export const PDF_TO_TEXT: Program = { names: ['pdftotext'], debianPackage: 'poppler-utils' };

/** Full path of the program, or undefined. */
export async function findProgram({ names }: Program, path = process.env['PATH'] ?? ''): Promise<string | undefined> {
  for (const place of [...path.split(delimiter), ...OTHER_PLACES]) {
    for (const name of names) {
      const candidate = join(place, name);
      if (await access(candidate, constants.X_OK).then(() => true, () => false)) return candidate;
    }
  }
  return undefined;
}

/** Installs what is missing when we are root on Debian; otherwise throws a StartFailure with the line to type. */
export async function requirePrograms(programs: readonly Program[], progress: Progress): Promise<void> {
  const found = await Promise.all(programs.map((program) => findProgram(program)));
  const missing = programs.filter((_, index) => found[index] === undefined).map(({ debianPackage }) => debianPackage);
  if (missing.length === 0) return;
  const remedy = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  const apt = await findProgram({ names: ['apt-get'], debianPackage: 'apt' });
  if (apt === undefined) throw new StartFailure(`Missing: ${missing.join(', ')}. Install with your system's package manager and start again.`);
  if (process.getuid?.() !== 0) throw new StartFailure(`Missing: ${missing.join(', ')}. Type: sudo sh -c '${remedy}'`);
  await progress.step(`Install ${missing.join(', ')}`, () => aptInstall(apt, missing, remedy));
}

async function aptInstall(apt: string, packages: readonly string[], remedy: string): Promise<void> {
  const run = (...args: string[]) =>
    promisify(execFile)(apt, ['-q', ...args], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, maxBuffer: 64 << 20 });
  try {
    await run('update');
    await run('install', '-y', '--no-install-recommends', ...packages);
  } catch (error) {
    throw new StartFailure(`apt-get could not install ${packages.join(', ')}. See what it says: ${remedy}`, { cause: error });
  }
}
