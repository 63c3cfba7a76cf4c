/** `npm start`: everything on one command; `-- --processes` gives each part its own process. */
import { parseArgs } from 'node:util';
import { build } from '../build-steps.ts';
import { runCommand, untilSignal } from '../command.ts';
import { NATS_SERVER, requirePrograms } from '../debian.ts';
import { startBerth } from '../launcher.ts';
import { terminalProgress } from '../progress.ts';
import { readDevSettings } from '../settings.ts';
import { summary } from '../summary.ts';

await runCommand(async () => {
  const { values } = parseArgs({ options: { processes: { type: 'boolean', default: false } } });
  const progress = terminalProgress();
  const settings = readDevSettings();
  const signalled = untilSignal(() => progress.line('\nStopping …'));
  await requirePrograms(settings.natsUrl === undefined ? [NATS_SERVER] : [], progress);
  await build(progress, settings.dataDir);
  await using berth = await startBerth({ settings, progress, processes: values.processes });
  progress.line(summary(berth));
  const failure = await Promise.race([signalled.then(() => undefined), berth.failed]);
  if (failure !== undefined) progress.line(failure.message);
  return failure === undefined ? 0 : 1;
});
