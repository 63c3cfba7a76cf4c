/** `npm run chaos`: breaks a running Berth in every way that it must bear, and checks afterwards that nothing was lost. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '../dev/command.ts';
import { NATS_SERVER, requirePrograms } from '../dev/debian.ts';
import { terminalProgress } from '../dev/progress.ts';
import { report } from './report.ts';
import { startRig } from './rig/rig.ts';
import { CannotMount } from './rig/small-disks.ts';
import { gather, notRun, type PerformOptions, type Verdict } from './stage.ts';
import { type Ground, type Scenario } from './scenarios/scenario.ts';
import { SCENARIOS } from './scenarios/scenarios.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean', default: false },
    seed: { type: 'string' },
    cycles: { type: 'string' },
    minutes: { type: 'string' },
    events: { type: 'string' },
  },
});

await runCommand(async () => {
  const progress = terminalProgress();
  const chosen = chosenScenarios(positionals);
  await requirePrograms([NATS_SERVER], progress);
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const options: PerformOptions = { seed, short: values.short, wishes: wishes(), say: (line) => progress.line(line) };
  progress.line(`seed ${seed}; repeat a scenario's faults with --seed ${seed}`);
  const folder = await mkdtemp(join(tmpdir(), 'berth-chaos-'));
  const verdicts: Verdict[] = [];
  for (const [ground, scenarios] of Map.groupBy(chosen, (scenario) => scenario.ground)) verdicts.push(...(await onGround(ground, scenarios, folder, options)));
  progress.line(`\n${report(verdicts)}`);
  const good = verdicts.every(({ broken }) => broken.size === 0);
  if (good) await rm(folder, { recursive: true });
  else progress.line(`\nWhat customers were told and what the processes wrote is in ${folder}`);
  return good ? 0 : 1;
});

async function onGround(ground: Ground, scenarios: readonly Scenario[], folder: string, options: PerformOptions): Promise<Verdict[]> {
  options.say(`\n── ${ground}`);
  const rig = await startRig({ proxies: ground === 'proxied', smallDisks: ground === 'small-disk' }).catch((error: unknown) => {
    if (!(error instanceof CannotMount)) throw error;
    return error;
  });
  if (rig instanceof CannotMount) return notHere(rig, scenarios, options);
  await using _ = rig;
  await using ensemble = await gather(rig, folder, ground);
  const verdicts: Verdict[] = [];
  for (const scenario of scenarios) {
    options.say(`\n${scenario.name}: ${scenario.what}`);
    const verdict = await ensemble.perform(scenario, options);
    verdicts.push(verdict);
    options.say(report([verdict]));
  }
  if (verdicts.some(({ broken }) => broken.size > 0)) await ensemble.keepLogs();
  return verdicts;
}

/** Only who asked for it by name is told that it failed. */
function notHere({ message }: CannotMount, scenarios: readonly Scenario[], { say }: PerformOptions): Verdict[] {
  say(`${scenarios.map(({ name }) => name).join(', ')} cannot run here. ${message}`);
  const asked = scenarios.filter(({ name }) => positionals.includes(name));
  return asked.map(({ name }) => notRun(name, message));
}

function chosenScenarios(names: readonly string[]): readonly Scenario[] {
  const unknown = names.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown.length > 0) throw new TypeError(`there is no scenario ${unknown.join(', ')}; there are ${SCENARIOS.map(({ name }) => name).join(', ')}`);
  return names.length === 0 ? SCENARIOS : SCENARIOS.filter(({ name }) => names.includes(name));
}

function wishes(): PerformOptions['wishes'] {
  const number = (name: string, value: string | undefined): Record<string, number> => (value === undefined ? {} : { [name]: Number(value) });
  return { ...number('cycles', values.cycles), ...number('minutes', values.minutes), ...number('events', values.events) };
}
