/** All benchmarks, in the order in which `npm run bench` runs them. */
import { availabilityDeltaBenchmark } from './availability-delta.bench.ts';
import type { Benchmark } from './benchmark.ts';
import { claimsBenchmark } from './claims.bench.ts';
import { eventDrainBenchmark } from './event-drain.bench.ts';
import { eventLagBenchmark } from './event-lag.bench.ts';
import { gatewayBenchmark } from './gateway-booking.bench.ts';
import { linearizabilityBenchmark } from './linearizability.bench.ts';
import { listSlotsBenchmark } from './list-slots.bench.ts';
import { fairnessBenchmark } from './mailbox/fairness.bench.ts';
import { mailboxBenchmark } from './mailbox/mailbox.bench.ts';
import { onsaleBenchmark } from './onsale.bench.ts';
import { signInRateBenchmark } from './sign-in-rate.bench.ts';
import { tokenCheckBenchmark } from './token-check.bench.ts';

/** `rows` in each large table of the mailbox's database. */
export const benchmarks = (rows: number): readonly Benchmark[] => [
  mailboxBenchmark(rows),
  fairnessBenchmark(Math.min(rows, 100_000)),
  claimsBenchmark(),
  onsaleBenchmark(),
  gatewayBenchmark(),
  tokenCheckBenchmark(),
  listSlotsBenchmark(),
  availabilityDeltaBenchmark(20),
  eventLagBenchmark(20),
  eventDrainBenchmark(50_000),
  signInRateBenchmark(15),
  linearizabilityBenchmark(),
];
