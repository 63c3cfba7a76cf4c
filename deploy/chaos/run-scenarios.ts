/** Runs scenarios: each ground is started once; a short run has all of it on one ground and is judged once. */
import { CannotMount } from './rig/small-disks.ts';
import { report } from './report.ts';
import { type Rig, startRig } from './rig/rig.ts';
import type { Ground, Scenario } from './scenarios/scenario.ts';
import { gather, type Judgement, type PerformOptions } from './stage.ts';

export interface RunOptions extends PerformOptions {
  /** Scenarios that were asked for by name: those must not be left out. */
  readonly named: readonly string[];
}

const GROUNDS: Readonly<Record<Ground, { readonly proxies: boolean; readonly smallDisks: boolean }>> = {
  plain: { proxies: false, smallDisks: false },
  proxied: { proxies: true, smallDisks: false },
  'small-disk': { proxies: false, smallDisks: true },
};

/** `folder` takes what is worth keeping of a run that failed. */
export async function runScenarios(scenarios: readonly Scenario[], options: RunOptions, folder: string): Promise<Judgement[]> {
  if (options.short) return runTogether(scenarios, options, folder);
  const judgements: Judgement[] = [];
  for (const [ground, some] of Map.groupBy(scenarios, (scenario) => scenario.ground)) {
    options.say(`\n── ${ground}`);
    const rig = await mounted(() => startRig(GROUNDS[ground]));
    if (rig instanceof CannotMount) judgements.push(...leftOut(some, rig, options));
    else judgements.push(...(await onRig(rig, some.map((scenario) => [scenario]), ground, options, folder)));
  }
  return judgements;
}

/** Everything on one installation that has proxies, and small disks where they can be had. */
async function runTogether(scenarios: readonly Scenario[], options: RunOptions, folder: string): Promise<Judgement[]> {
  const needs = (ground: Ground): boolean => scenarios.some((scenario) => scenario.ground === ground);
  const wanted = { proxies: needs('proxied'), smallDisks: needs('small-disk') };
  const rig = await mounted(() => startRig(wanted));
  if (!(rig instanceof CannotMount)) return onRig(rig, [scenarios], 'short', options, folder);
  const rest = scenarios.filter(({ ground }) => ground !== 'small-disk');
  const missing = leftOut(scenarios.filter(({ ground }) => ground === 'small-disk'), rig, options);
  if (rest.length === 0) return missing;
  return [...(await onRig(await startRig({ ...wanted, smallDisks: false }), [rest], 'short', options, folder)), ...missing];
}

const mounted = (start: () => Promise<Rig>): Promise<Rig | CannotMount> =>
  start().catch((error: unknown) => {
    if (error instanceof CannotMount) return error;
    throw error;
  });

async function onRig(rig: Rig, groups: readonly (readonly Scenario[])[], name: string, options: RunOptions, folder: string): Promise<Judgement[]> {
  await using _ = rig;
  await using ensemble = await gather(rig, folder, name);
  const judgements: Judgement[] = [];
  for (const group of groups) {
    const judgement = await ensemble.perform(group, options);
    judgements.push(judgement);
    options.say(`\n${report([judgement])}`);
  }
  if (judgements.some(({ broken }) => broken.size > 0)) await ensemble.keepLogs();
  return judgements;
}

/** Only who asked for it by name is told that it failed. */
function leftOut(scenarios: readonly Scenario[], { message }: CannotMount, { named, say }: RunOptions): Judgement[] {
  say(`${scenarios.map(({ name }) => name).join(', ')} cannot run here. ${message}`);
  return scenarios
    .filter(({ name }) => named.includes(name))
    .map(({ name }) => ({
      performances: [{ scenario: name, faults: 0, recoveries: [], acknowledged: 0, refused: 0, unknown: 0 }],
      rest: { seconds: 0, moving: [] },
      broken: new Map([['not run', [message]]]),
    }));
}
