/** Where buckets are kept: one place for all gateways, or the memory of one. */
import { boundedMap } from '#runtime/rpc/bounded-map.ts';
import { FULL, type Rule, type Taken, takeFrom } from './bucket.ts';

/** Buckets by their keys. */
export interface QuotaStore {
  /** Takes up to `wanted` tokens of the bucket `key`. Throws `QuotasAway` when nobody knows what is left. */
  take(key: string, rule: Rule, wanted: number): Promise<Taken>;
}

/** The store of buckets cannot be reached; each limit says what follows from that. */
export class QuotasAway extends Error {
  constructor(cause?: unknown) {
    super('the store of rate limits cannot be reached', cause === undefined ? undefined : { cause });
    this.name = 'QuotasAway';
  }
}

const REMEMBERED = 100_000;

/** Buckets of this process alone. */
export function localQuotas(now: () => number = Date.now): QuotaStore {
  const buckets = boundedMap<string, number>(REMEMBERED);
  return {
    async take(key, rule, wanted) {
      const taken = takeFrom(rule, buckets.get(key) ?? FULL, wanted, now());
      buckets.set(key, taken.fullAt);
      return taken;
    },
  };
}
