/** Processes that die without a word, each in turn: the supervisor starts them again, and within 3 s they answer. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Recovery } from '../rig/probes.ts';
import { coresBusy } from '../rig/usage.ts';
import { type Injected, type Scenario, type Stage, UNHURRIED_MS } from './scenario.ts';

/** How long the load is watched before the first kill. */
const BEFORE_MS = 5_000;
/** Longest time from the kill to the first answer. */
const LIMIT_MS = 3_000;

export const killCycles: Scenario = {
  name: 'kill-cycles',
  what: 'kill -9 of every process in turn: gateway, each service, Postgres with its children, NATS',
  ground: 'plain',
  pauseMs: UNHURRIED_MS,
  async run(stage) {
    const { rig, short, wishes, random } = stage;
    stage.say(`  its customers keep the cores ${Math.round((await coresBusy(BEFORE_MS)) * 100)} % busy`);
    const cycles = wishes.cycles ?? (short ? rig.targets.length : 50);
    const recoveries: Recovery[] = [];
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      const target = rig.targets[cycle % rig.targets.length];
      if (!target) throw new RangeError('nothing runs');
      await delay(500 + random.below(1_000)); // under load, not right after the last one
      target.kill();
      const recovery = await stage.probes.recovery(target.name);
      recoveries.push(recovery);
      stage.say(`  ${cycle + 1}/${cycles} killed ${target.name}, ${told(recovery)}`);
    }
    return { faults: cycles, recoveries, problems: short ? [] : tooSlow(recoveries, LIMIT_MS) };
  },
};

export const postgresStop: Scenario = {
  name: 'postgres-stop',
  what: 'Postgres is stopped at once (`pg_ctl stop -m immediate`) and comes back by crash recovery',
  ground: 'plain',
  pauseMs: UNHURRIED_MS,
  run: (stage) => repeatedly(stage, 'Postgres', stage.wishes.cycles ?? (stage.short ? 2 : 10), () => stage.rig.target('Postgres').stopAtOnce()),
};

export const natsKill: Scenario = {
  name: 'nats-kill',
  what: 'kill -9 of nats-server; its store stays',
  ground: 'plain',
  pauseMs: UNHURRIED_MS,
  run: (stage) => repeatedly(stage, 'NATS', stage.wishes.cycles ?? (stage.short ? 2 : 10), () => stage.rig.target('NATS').kill()),
};

export const natsWipe: Scenario = {
  name: 'nats-wipe',
  what: 'nats-server loses every stream, consumer and bucket',
  ground: 'plain',
  pauseMs: UNHURRIED_MS,
  run: (stage) => repeatedly(stage, 'NATS', stage.wishes.cycles ?? (stage.short ? 1 : 5), () => stage.rig.wipeNats()),
};

async function repeatedly(stage: Stage, part: string, cycles: number, strike: () => void | Promise<void>): Promise<Injected> {
  const recoveries: Recovery[] = [];
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    await delay(1_000 + stage.random.below(1_000));
    await strike();
    const recovery = await stage.probes.recovery(part);
    recoveries.push(recovery);
    stage.say(`  ${cycle + 1}/${cycles} ${part} ${told(recovery)}`);
  }
  return { faults: cycles, recoveries, problems: stage.short ? [] : tooSlow(recoveries, LIMIT_MS) };
}

const tooSlow = (recoveries: readonly Recovery[], limitMs: number): string[] =>
  recoveries.filter(({ ms }) => ms > limitMs).map(({ part, ms }) => `${part} answered again only after ${Math.round(ms)} ms; ${limitMs} ms are allowed`);

export const told = ({ ms, readyMs }: Recovery): string =>
  `answered after ${Math.round(ms)} ms, was ready after ${Math.round(readyMs)} ms`;
