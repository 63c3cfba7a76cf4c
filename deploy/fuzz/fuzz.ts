/**
 * `npm run fuzz`: thousands of requests that nobody should send, to every RPC of a Berth of its own, each part a process. Fails when
 * one is answered with our mistakes, a process dies, or memory grows. `-- --seed 7 --requests 50000`. See README.md here.
 */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../dev/build-steps.ts';
import { runCommand, untilSignal } from '../dev/command.ts';
import { NATS_SERVER, requirePrograms } from '../dev/debian.ts';
import { terminalProgress } from '../dev/progress.ts';
import { readDevSettings } from '../dev/settings.ts';

const { values } = parseArgs({ options: { seed: { type: 'string' }, requests: { type: 'string', default: '10000' }, 'at-once': { type: 'string', default: '8' } } });

function numberOf(name: 'seed' | 'requests' | 'at-once', fallback = 0): number {
  const number = Number(values[name] ?? fallback);
  if (!Number.isSafeInteger(number) || number < 1) throw new TypeError(`--${name} must be a whole number from 1 on, not ${values[name]}`);
  return number;
}

await runCommand(async () => {
  const progress = terminalProgress();
  void untilSignal(() => progress.line('\nStopping …')).then(() => process.exit(130));
  const seed = numberOf('seed', 1 + (Date.now() % 1_000_000));
  await requirePrograms([NATS_SERVER], progress);
  await build(progress, readDevSettings().dataDir);
  // Not before the build: the rest speaks through code that the build generates.
  const { fuzz } = await import('./session.ts');
  progress.line(`seed ${seed}: --seed ${seed} draws the same requests again`);
  const { text, findings } = await fuzz({ seed, requests: numberOf('requests'), atOnce: numberOf('at-once'), say: (line) => progress.line(line) });
  progress.line(`\n${text}`);
  if (findings.length === 0) return 0;
  const file = join(await mkdtemp(join(tmpdir(), 'berth-fuzz-')), 'findings.jsonl');
  await writeFile(file, findings.map((finding) => `${JSON.stringify(finding)}\n`).join(''));
  progress.line(`\nAll findings, with their requests: ${file}`);
  return 1;
});
