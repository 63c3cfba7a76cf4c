/**
 * Refuses whoever calls too often, by address, person and business. Without the store of limits, calls go on under limits of this
 * gateway alone, but nobody signs in or moves money: a limit on guessing and on refunds that is away is no limit.
 */
import { createHash } from 'node:crypto';
import type { DescMethod } from '@bufbuild/protobuf';
import { addressGroupOf } from '#runtime/address-group.ts';
import { Failure, unavailable } from '#runtime/errors.ts';
import type { Rule } from './bucket.ts';
import type { Quotas, Verdict } from './leases.ts';
import { type CallClass, classOf, type Dimension, DIMENSIONS, type Rules, shortNameOf, WRONG_KEY } from './rules.ts';
import { QuotasAway } from './store.ts';

/** Who is counted; what is unknown is not counted. */
export type Counted = Readonly<Partial<Record<Dimension, string>>>;

export interface LimiterOptions {
  readonly rules: Rules;
  /** What all gateways share. */
  readonly shared: Quotas;
  /** What takes its place while that is away. */
  readonly alone: Quotas;
}

/** What the limits say of one call. */
export interface Decision {
  /** Of the limit that is nearest; absent when nothing limits the call. */
  readonly verdict?: Verdict;
  /** Why the call does not go on. */
  readonly refusal?: Failure;
}

export interface Limiter {
  /** Counts a call: `RESOURCE_EXHAUSTED` when it is one too many, `UNAVAILABLE` when nobody can tell and somebody must. */
  count(method: DescMethod, counted: Counted): Promise<Decision>;
  /** Counts an API key from an address that there is not. */
  wrongKey(address: string): Promise<void>;
  /** Why no API key from an address is looked at, for there were so many wrong ones; asks nobody. */
  keysRefused(address: string): Failure | undefined;
}

/** Their limits are what protects passwords and money: none is worse than no answer. */
const CLOSED_WITHOUT_STORE: ReadonlySet<CallClass> = new Set(['sign_in', 'payment']);

export function createLimiter({ rules, shared, alone }: LimiterOptions): Limiter {
  const keysFrom = (address: string): Bucket => ({ scope: WRONG_KEY, dimension: 'address', who: addressGroupOf(address) });
  const wrongKeys = rules.get(`${WRONG_KEY}.address`);
  const take = async (closed: boolean, key: string, rule: Rule): Promise<Verdict | Failure> => {
    try {
      return await shared.take(key, rule);
    } catch (error) {
      if (!(error instanceof QuotasAway)) throw error;
      return closed ? unavailable('RATE_LIMITS_UNAVAILABLE', 'This cannot be done safely at the moment. Try again.', error) : alone.take(key, rule);
    }
  };
  return {
    async count(method, counted) {
      const kind = classOf(method);
      const closed = CLOSED_WITHOUT_STORE.has(kind);
      let nearest: Verdict | undefined;
      for (const bucket of bucketsOf(method, kind, counted)) {
        const rule = rules.get(aboutOf(bucket));
        if (!rule) continue;
        const verdict = await take(closed, keyOf(bucket), rule);
        if (verdict instanceof Failure) return { refusal: verdict };
        if (!verdict.allowed) return { verdict, refusal: tooMany(bucket, verdict) };
        if (!nearest || shareLeft(verdict) < shareLeft(nearest)) nearest = verdict;
      }
      return nearest ? { verdict: nearest } : {};
    },
    async wrongKey(address) {
      if (wrongKeys) await take(false, keyOf(keysFrom(address)), wrongKeys);
    },
    keysRefused(address) {
      const bucket = keysFrom(address);
      const retryMs = wrongKeys ? Math.max(shared.emptyMs(keyOf(bucket)), alone.emptyMs(keyOf(bucket))) : 0;
      return wrongKeys && retryMs > 0 ? tooMany(bucket, { limit: wrongKeys.limit, retryMs }) : undefined;
    },
  };
}

interface Bucket {
  readonly scope: string;
  readonly dimension: Dimension;
  readonly who: string;
}

function bucketsOf(method: DescMethod, kind: CallClass, counted: Counted): Bucket[] {
  const scopes = [kind, shortNameOf(method)];
  return DIMENSIONS.flatMap((dimension) => {
    const who = counted[dimension];
    if (who === undefined) return [];
    return scopes.map((scope) => ({ scope, dimension, who: dimension === 'address' ? addressGroupOf(who) : who }));
  });
}

const aboutOf = ({ scope, dimension }: Bucket): string => `${scope}.${dimension}`;

/** Of one length, with nobody's address in it. */
const keyOf = (bucket: Bucket): string => createHash('sha256').update(`${aboutOf(bucket)} ${bucket.who}`).digest('base64url').slice(0, 24);

const shareLeft = ({ remaining, limit }: Verdict): number => remaining / limit;

const WHOSE: Readonly<Record<Dimension, string>> = { address: 'from this address', principal: 'by this account', tenant: 'at this business' };

function tooMany({ scope, dimension }: Bucket, { limit, retryMs }: Pick<Verdict, 'limit' | 'retryMs'>): Failure {
  const seconds = Math.ceil(retryMs / 1_000);
  const what = scope === WRONG_KEY ? 'wrong API keys' : 'calls of this kind';
  return new Failure({
    code: 'RESOURCE_EXHAUSTED',
    reason: 'RATE_LIMITED',
    message: `Too many ${what} ${WHOSE[dimension]}. Try again in ${seconds === 1 ? 'a second' : `${seconds} seconds`}.`,
    metadata: { limit: String(limit), scope, dimension },
    retryAfterMs: retryMs,
  });
}
