/** When to ask the provider again: soon after something changed, then less and less often. */
import { isOpen, type Payment } from './payment.ts';

const SHORTEST_MS = 60_000;
const LONGEST_MS = 30 * 60_000;

/** The next look at the provider, or nothing when it cannot tell anything that matters. Waits half as long as nothing happened. */
export function nextLook(payment: Payment, now: Date): Date | undefined {
  if (!isOpen(payment)) return undefined;
  const quiet = now.getTime() - payment.progressed.getTime();
  return new Date(now.getTime() + Math.min(LONGEST_MS, Math.max(SHORTEST_MS, quiet / 2)));
}
