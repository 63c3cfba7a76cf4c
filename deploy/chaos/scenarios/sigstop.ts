/** Processes that hang instead of dying: nobody is told that they are gone, and they go on later as if nothing had been. */
import { setTimeout as delay } from 'node:timers/promises';
import { told } from './kills.ts';
import type { Recovery } from '../rig/probes.ts';
import type { Scenario } from './scenario.ts';

const LIMIT_MS = 3_000;

export const sigstop: Scenario = {
  name: 'sigstop',
  what: 'SIGSTOP of a process for 1 to 12 s, then SIGCONT',
  ground: 'plain',
  async run({ rig, random, short, wishes, probes, say }) {
    const cycles = wishes.cycles ?? (short ? 4 : 16);
    const names = rig.targets.map(({ name }) => name);
    const recoveries: Recovery[] = [];
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      // The ones that hold locks and money first; then whoever the dice say.
      const name = ['booking', 'Postgres', 'payment', 'NATS', 'gateway'][cycle] ?? random.pick(names);
      const ms = 1_000 + random.below(short ? 2_000 : 11_000);
      const target = rig.target(name);
      await delay(500);
      target.freeze();
      await delay(ms);
      target.thaw();
      const recovery = await probes.recovery(name);
      recoveries.push(recovery);
      say(`  ${cycle + 1}/${cycles} ${name} was frozen for ${ms} ms, then ${told(recovery)}`);
    }
    const slow = short ? [] : recoveries.filter(({ ms }) => ms > LIMIT_MS);
    return { faults: cycles, recoveries, problems: slow.map(({ part, ms }) => `${part} answered only ${Math.round(ms)} ms after it went on; ${LIMIT_MS} ms are allowed`) };
  },
};
