/** Waiting times between attempts: doubling from half a second to ten minutes, with jitter so that callers spread. */

const FIRST_MS = 500;
const LONGEST_MS = 600_000;

/** Milliseconds to wait after attempt number `attempt` (from 1). `random` in [0, 1) is replaced in simulation. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, attempt - 1));
  return Math.round(full * (0.75 + random() * 0.5));
}
