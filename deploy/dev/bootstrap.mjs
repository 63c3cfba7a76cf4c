/** Runs a TypeScript file on a fresh clone: any Node from 20 on installs what the lock file says, then Node 24 takes over. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scriptsToRun } from './install-scripts.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const bin = join(root, 'node_modules', '.bin');

const readLock = (file) => JSON.parse(readFileSync(join(root, file), 'utf8')).packages ?? {};

/** npm notes what it installed in a hidden lock file, written last: an interrupted install counts as none. */
function isInstalled() {
  if (!existsSync(join(root, 'node_modules/.package-lock.json')) || !existsSync(join(bin, 'node'))) return false;
  const wanted = readLock('package-lock.json');
  const present = readLock('node_modules/.package-lock.json');
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith('node_modules/') || entry.link) return true;
    if (present[path] === undefined) return entry.optional === true || entry.devOptional === true;
    return present[path].version === entry.version;
  });
}

/** What it says goes to stderr: whoever pipes what a command prints does not have the installing in it. */
function npm(args) {
  const path = process.env.npm_execpath;
  const [command, first] = path?.endsWith('.js') ? [process.execPath, [path]] : ['npm', []];
  const { status, error } = spawnSync(command, [...first, ...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: ['inherit', 2, 'inherit'] });
  if (error === undefined && status === 0) return;
  process.stderr.write(`Packages could not be installed${error === undefined ? '' : ` (${error.message})`}. See the lines above, then start again.\n`);
  process.exit(1);
}

/** Runs the scripts of these. Without names npm would run those of all packages. */
function rebuild(names) {
  if (names.length > 0) npm(['rebuild', '--ignore-scripts=false', ...names]);
}

/** What packages bring to run while they are installed is run for those alone that need it. */
function install() {
  process.stderr.write('Installing packages (npm ci); the first time this takes about a minute …\n');
  npm(['ci', '--ignore-scripts', '--include=dev']);
  const needed = scriptsToRun(readLock('node_modules/.package-lock.json'));
  rebuild(needed.filter((name) => name !== 'node'));
  // Last: an install that was interrupted is known by its absence.
  rebuild(['node']);
}

/** A terminal's Ctrl-C reaches the child too; whoever signals only us expects it to be passed on. */
function run(file, args) {
  const settings = existsSync(join(root, '.env')) ? ['--env-file=.env'] : [];
  const child = spawn(join(bin, 'node'), [...settings, join(root, file), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${bin}:${process.env.PATH ?? ''}` },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

const [major] = process.versions.node.split('.').map(Number);
if (major < 20) {
  process.stderr.write(`Berth needs Node 20 or newer to install itself; this is ${process.version}.\n`);
  process.exit(1);
}
const [file, ...args] = process.argv.slice(2);
if (!isInstalled()) install();
run(file, args);
