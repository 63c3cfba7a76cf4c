/** All scenarios, in the order in which they run. */
import { diskFull } from './disk-full.ts';
import { killCycles, natsKill, natsWipe, postgresStop } from './kills.ts';
import { natsOutage } from './nats-outage.ts';
import { blackHole, dropReply, halfClose, reset, slowWire } from './proxies.ts';
import type { Scenario } from './scenario.ts';
import { sigstop } from './sigstop.ts';

export const SCENARIOS: readonly Scenario[] = [killCycles, sigstop, postgresStop, natsKill, natsWipe, natsOutage, dropReply, halfClose, slowWire, reset, blackHole, diskFull];
