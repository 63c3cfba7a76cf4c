/** Not a byte is left for Postgres, or for NATS, for some seconds; once there is room again, all goes on where it was. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Recovery } from '../rig/probes.ts';
import { told } from './kills.ts';
import type { Scenario } from './scenario.ts';

const RECOVERY_LIMIT_MS = 60_000;

export const diskFull: Scenario = {
  name: 'disk-full',
  what: 'the disk of Postgres or of NATS, a small tmpfs, has no room for 3 to 6 s; NATS is restarted afterwards',
  ground: 'small-disk',
  async run({ rig, random, short, wishes, probes, say }) {
    const { disks } = rig;
    if (!disks) throw new TypeError('this needs disks that can be filled');
    const cycles = wishes.cycles ?? (short ? 2 : 10);
    const recoveries: Recovery[] = [];
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      const part = cycle % 2 === 0 ? 'Postgres' : 'NATS';
      await delay(1_000);
      await disks[part].fill();
      await delay(3_000 + random.below(short ? 500 : 3_000));
      await disks[part].empty();
      // nats-server 2.9 answers no JetStream request any more once a write found no room: whoever makes room restarts it.
      if (part === 'NATS') rig.target('NATS').kill();
      const recovery = await probes.recovery(part, RECOVERY_LIMIT_MS);
      recoveries.push(recovery);
      say(`  ${cycle + 1}/${cycles} the disk of ${part} was full, ${told(recovery)}`);
    }
    return { faults: cycles, recoveries };
  },
};
