/**
 * Spends tokens that were taken from the store in batches: most calls cost no journey, a bucket found empty is not asked
 * again until it has something, and what one gateway may have put aside is a tenth of the limit.
 */
import { boundedMap } from '#runtime/rpc/bounded-map.ts';
import type { Rule, Taken } from './bucket.ts';
import type { QuotaStore } from './store.ts';

/** Whether a call goes on, and how the bucket looks. Times in milliseconds. */
export interface Verdict {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Until there is a token again; 0 when allowed. */
  readonly retryMs: number;
  /** Until the bucket is full again. */
  readonly resetMs: number;
}

export interface Quotas {
  /** Takes one token of the bucket `key`. Throws `QuotasAway`. */
  take(key: string, rule: Rule): Promise<Verdict>;
  /** Until the bucket `key` has a token again, as far as this gateway knows without asking; 0 when it may have one. */
  emptyMs(key: string): number;
}

interface Lease {
  tokens: number;
  /** Of the bucket, when the lease was taken. */
  taken: Taken;
  takenAt: number;
  /** Tokens to ask for; grows with demand, shrinks without. */
  size: number;
  underWay: Promise<void> | undefined;
}

const REMEMBERED = 50_000;
const NOTHING: Taken = { tokens: 0, fullAt: 0, remaining: 0, retryMs: 0, resetMs: 0 };

/** Largest number of tokens that one gateway takes at once. */
export const largestLease = ({ limit }: Rule): number => Math.max(1, Math.floor(limit / 10));

/** `now` in milliseconds of a clock that only goes forward. */
export function leasedQuotas(store: QuotaStore, now: () => number = () => performance.now()): Quotas {
  const leases = boundedMap<string, Lease>(REMEMBERED);
  const leaseOf = (key: string): Lease => {
    const known = leases.get(key);
    if (known) return known;
    const lease: Lease = { tokens: 0, taken: NOTHING, takenAt: -Infinity, size: 1, underWay: undefined };
    leases.set(key, lease);
    return lease;
  };
  const renew = async (lease: Lease, key: string, rule: Rule): Promise<void> => {
    const begun = now();
    lease.size = sizeOfNext(lease, rule, begun);
    lease.taken = await store.take(key, rule, lease.size);
    lease.takenAt = begun;
    lease.tokens = lease.taken.tokens;
  };
  return {
    async take(key, rule) {
      const lease = leaseOf(key);
      // Old tokens would come on top of a bucket that is full again.
      if (now() - lease.takenAt >= rule.windowMs) lease.tokens = 0;
      while (lease.tokens === 0) {
        // Other gateways can only have made it later.
        if (now() < lease.takenAt + lease.taken.retryMs) return verdict(rule, lease, false, now());
        lease.underWay ??= renew(lease, key, rule).finally(() => (lease.underWay = undefined));
        await lease.underWay;
      }
      lease.tokens -= 1;
      return verdict(rule, lease, true, now());
    },
    emptyMs(key) {
      const { tokens, taken, takenAt } = leases.get(key) ?? { tokens: 1, taken: NOTHING, takenAt: 0 };
      return tokens > 0 ? 0 : Math.max(0, Math.ceil(takenAt + taken.retryMs - now()));
    },
  };
}

/** Twice the last one when that was spent soon, half of it when it lasted: who rarely calls puts nothing aside. */
function sizeOfNext({ size, takenAt }: Lease, rule: Rule, now: number): number {
  const soon = now - takenAt < rule.windowMs / 10;
  return Math.max(1, Math.min(soon ? size * 2 : Math.floor(size / 2), largestLease(rule)));
}

function verdict({ limit }: Rule, { tokens, taken, takenAt }: Lease, allowed: boolean, now: number): Verdict {
  const since = now - takenAt;
  return {
    allowed,
    limit,
    remaining: taken.remaining + tokens,
    retryMs: allowed ? 0 : Math.max(0, Math.ceil(taken.retryMs - since)),
    resetMs: Math.max(0, Math.ceil(taken.resetMs - since)),
  };
}
