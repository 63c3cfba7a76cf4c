/** `npm start`: everything on one command; `-- --processes` gives each part its own process. */
import { parseArgs } from 'node:util';
import { build } from '../build-steps.ts';
import { runCommand, untilSignal } from '../command.ts';
import { NATS_SERVER, requirePrograms } from '../debian.ts';
import { type Berth, startBerth } from '../launcher.ts';
import { type Progress, terminalProgress } from '../progress.ts';
import { isSeeded, markSeeded, seedContext } from '../seed-context.ts';
import { readDevSettings } from '../settings.ts';
import { summary } from '../summary.ts';

/** Only into our own new Postgres: accounts with known passwords have no place on a server that somebody else runs. */
async function addDemoData({ around, infrastructure: { adminUrl } }: Berth, progress: Progress): Promise<void> {
  if (around.settings.databaseUrl !== undefined || (await isSeeded(adminUrl))) return;
  // Not before the build: the seed speaks through code that the build generates.
  const { seed } = await import('../seed/seed.ts');
  await progress.step('Demo data', (report) => seed(seedContext(around, report)));
  await markSeeded(adminUrl);
}

await runCommand(async () => {
  const { values } = parseArgs({ options: { processes: { type: 'boolean', default: false } } });
  const progress = terminalProgress();
  const settings = readDevSettings();
  const signalled = untilSignal(() => progress.line('\nStopping …'));
  await requirePrograms(settings.natsUrl === undefined ? [NATS_SERVER] : [], progress);
  await build(progress, settings.dataDir);
  await using berth = await startBerth({ settings, progress, processes: values.processes });
  const ended = Promise.race([signalled.then(() => undefined), berth.failed]);
  await Promise.race([addDemoData(berth, progress).then(() => progress.line(summary(berth))), ended]);
  const failure = await ended;
  if (failure !== undefined) progress.line(failure.message);
  return failure === undefined ? 0 : 1;
});
