/** What cancelling gives back: tiers of the policy at the purchase, the most generous one that still holds. */
import type { Money } from '../../runtime/money.ts';

/** Cancelling at least `hoursBefore` the start gives back `percent` of what was paid, a whole number from 0 to 100. */
export interface CancellationTier {
  readonly hoursBefore: number;
  readonly percent: number;
}

/** Nothing is given back where no tier holds. The hours are counted from the start as it is, so they move with a booking that is moved. */
export interface CancellationPolicy {
  readonly tiers: readonly CancellationTier[];
}

/** What a booking is sold with: the tiers of its rules, and without any everything until the offering's hours. */
export const policyOf = (tiers: readonly CancellationTier[], freeCancellationHours: number): CancellationPolicy =>
  tiers.length > 0 ? { tiers } : freeUntilHours(freeCancellationHours);

const HOUR_MS = 3_600_000;

/** Everything back until so many hours before, then nothing: what an offering's free-cancellation hours mean. */
export const freeUntilHours = (hoursBefore: number): CancellationPolicy => ({ tiers: [{ hoursBefore, percent: 100 }] });

/** The last instant at which a tier holds. */
export const tierEnds = ({ hoursBefore }: CancellationTier, start: Date): Date => new Date(start.getTime() - hoursBefore * HOUR_MS);

/** How much of what was paid cancelling gives back at `now`. */
export const percentAt = ({ tiers }: CancellationPolicy, start: Date, now: Date): number =>
  tiers.reduce((most, tier) => (now <= tierEnds(tier, start) ? Math.max(most, tier.percent) : most), 0);

/** The last instant at which everything is given back; `undefined` when the policy never does. */
export function freeUntil({ tiers }: CancellationPolicy, start: Date): Date | undefined {
  const free = tiers.filter(({ percent }) => percent === 100).map((tier) => tierEnds(tier, start).getTime());
  return free.length === 0 ? undefined : new Date(Math.max(...free));
}

/** A whole percentage of an amount, exact in minor units; half a unit goes to the customer. */
export const percentOf = ({ minor, currency }: Money, percent: number): Money => ({ minor: (minor * BigInt(percent) + 50n) / 100n, currency });
