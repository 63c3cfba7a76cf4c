/** Wires that lose, cut and delay: one at a time, drawn at random, for about a second each. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../../load/random.ts';
import type { ProxyFault } from '../rig/proxy.ts';
import type { Scenario } from './scenario.ts';

const wire = (name: string, what: string, draw: (random: Random) => ProxyFault): Scenario => ({
  name,
  what,
  ground: 'proxied',
  async run({ rig, random, short, wishes, say }) {
    const { wires } = rig;
    if (!wires) throw new TypeError('this needs proxies');
    const cycles = wishes.cycles ?? (short ? 4 : 40);
    const before = wires.strikes();
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      const names = wires.names();
      // Bookings and payments go over few of the wires; half of the faults are theirs.
      const busy = names.filter((candidate) => /gateway|booking|to-user|payment-postgres/.test(candidate));
      const name = random.pick(random.next() < 0.5 ? busy : names);
      const fault = draw(random);
      wires.set(name, fault);
      await delay(500 + random.below(1_000));
      wires.set(name, { kind: 'pass' });
      say(`  ${cycle + 1}/${cycles} ${name}: ${JSON.stringify(fault)}`);
      await delay(300);
    }
    return { faults: wires.strikes() - before, recoveries: [] };
  },
});

export const dropReply = wire('proxy-drop-reply', 'what was asked arrives, the answer is cut off after 0 to 200 bytes', (random) => ({ kind: 'drop-reply', bytes: random.below(200) }));
export const halfClose = wire('proxy-half-close', 'instead of an answer comes the end of the connection, which still takes what is sent', () => ({ kind: 'half-close' }));
export const slowWire = wire('proxy-delay', 'everything takes 50 to 400 ms longer, with as much jitter', (random) => {
  const ms = 50 + random.below(350);
  return { kind: 'delay', ms, jitterMs: ms };
});
export const reset = wire('proxy-reset', 'connections are reset at the next byte, and refused', () => ({ kind: 'reset' }));
export const blackHole = wire('proxy-black-hole', 'nothing arrives and nothing is said', () => ({ kind: 'black-hole' }));
