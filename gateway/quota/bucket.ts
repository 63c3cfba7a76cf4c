/** A token bucket as one number, the time at which it is full again: never more than its limit at once, nor more than its rate for long. */

/** `limit` calls in `windowMs`; all at once if nothing was used before. */
export interface Rule {
  readonly limit: number;
  readonly windowMs: number;
}

/** What came out of a bucket, and how it is afterwards. Times in milliseconds. */
export interface Taken {
  /** At most what was asked for; 0 when the bucket is empty. */
  readonly tokens: number;
  /** State of the bucket: when it is full again. */
  readonly fullAt: number;
  /** What is left in it. */
  readonly remaining: number;
  /** Until there is a token again; 0 when there is one. */
  readonly retryMs: number;
  /** Until the bucket is full again. */
  readonly resetMs: number;
}

/** A bucket nobody has taken from. */
export const FULL = 0;

/** Takes up to `wanted` tokens from the bucket that is full again at `fullAt` (generic cell rate algorithm, ITU-T I.371). */
export function takeFrom(rule: Rule, fullAt: number, wanted: number, now: number): Taken {
  const perToken = rule.windowMs / rule.limit;
  // No bucket is emptier than empty: whoever wrote a later time has a clock that is ahead.
  const debt = Math.min(Math.max(fullAt - now, 0), rule.windowMs);
  const tokens = Math.min(wanted, left(rule, debt));
  const debtAfter = debt + tokens * perToken;
  const remaining = left(rule, debtAfter);
  const retryMs = remaining > 0 ? 0 : Math.ceil(debtAfter + perToken - rule.windowMs);
  return { tokens, fullAt: now + debtAfter, remaining, retryMs, resetMs: Math.ceil(debtAfter) };
}

/** Sums of fractions are a little off: a token that is there but for a millionth is there. */
const left = ({ limit, windowMs }: Rule, debt: number): number => Math.floor(((windowMs - debt) * limit) / windowMs + 1e-6);
