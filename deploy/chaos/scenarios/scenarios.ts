/** All scenarios, in the order in which they run. */
import { diskFull } from './disk-full.ts';
import { killCycles, natsKill, natsWipe, postgresStop } from './kills.ts';
import { natsOutage } from './nats-outage.ts';
import { blackHole, dropReply, halfClose, reset, slowWire } from './proxies.ts';
import type { Scenario } from './scenario.ts';
import { sigstop } from './sigstop.ts';

export const SCENARIOS: readonly Scenario[] = [
  killCycles, sigstop, postgresStop, natsKill, natsWipe, natsOutage, dropReply, halfClose, slowWire, reset, blackHole, diskFull,
];

/** Those of these names, or all. Throws a TypeError for a name that is none. */
export function chooseScenarios(names: readonly string[]): readonly Scenario[] {
  const unknown = names.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown.length > 0) throw new TypeError(`there is no scenario ${unknown.join(', ')}; there are ${SCENARIOS.map(({ name }) => name).join(', ')}`);
  return names.length === 0 ? SCENARIOS : SCENARIOS.filter(({ name }) => names.includes(name));
}
