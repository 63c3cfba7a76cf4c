/** The user service's public keys, seconds old while that service answers, so that a key that was given up is soon refused; a storm of unknown keys asks it once a second. */
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { unavailable } from '#runtime/errors.ts';

export interface Jwks {
  /** The key set as JSON text. */
  json(): Promise<string>;
  /** The key of a token's header. */
  readonly key: JWTVerifyGetKey;
  /** Stands for the key set that `key` looks in first; another one after each fetch. */
  generation(): Promise<object>;
}

/** In milliseconds. */
export interface JwksTimes {
  /** Older keys are fetched again, while calls go on with those at hand. */
  readonly freshMs: number;
  /** Older keys are used for nothing before it was tried to fetch them again. */
  readonly maxAgeMs: number;
  /** Between two fetches. */
  readonly cooldownMs: number;
}

export const defaultJwksTimes: JwksTimes = { freshMs: 5_000, maxAgeMs: 10_000, cooldownMs: 1_000 };

interface Fetched {
  readonly json: string;
  readonly keys: ReturnType<typeof createLocalJWKSet>;
}

/** `fetch` gives the key set as JSON text. */
export function createJwks(fetch: () => Promise<string>, times: JwksTimes = defaultJwksTimes, now: () => number = Date.now): Jwks {
  let kept: Fetched | undefined;
  /** When the user service was asked for what is kept. */
  let keptSince = -Infinity;
  let attempted = -Infinity;
  let failing = false;
  let underWay: Promise<Fetched> | undefined;

  const refresh = (): Promise<Fetched> => {
    underWay ??= load().finally(() => (underWay = undefined));
    return underWay;
  };
  const load = async (): Promise<Fetched> => {
    attempted = now();
    try {
      const json = await fetch();
      // The same keys stay the same generation: what was verified with them is good.
      if (json !== kept?.json) kept = { json, keys: createLocalJWKSet(readKeySet(json)) };
      keptSince = attempted;
      failing = false;
      return kept;
    } catch (error) {
      failing = true;
      if (kept) return kept; // keys that were good a moment ago are better than nobody signed in
      throw unavailable('KEYS_UNAVAILABLE', 'Tokens cannot be checked at the moment. Try again.', error);
    }
  };
  const cooling = (): boolean => now() - attempted < times.cooldownMs;
  const current = async (): Promise<Fetched> => {
    if (!kept) return refresh();
    const age = now() - keptSince;
    if (age < times.freshMs || (cooling() && !underWay)) return kept;
    const fetched = refresh();
    // While the user service is away nobody waits for it: it is asked beside the calls.
    return age < times.maxAgeMs || failing ? kept : fetched;
  };

  return {
    json: async () => (await current()).json,
    generation: current,
    async key(header, token) {
      const { keys } = await current();
      try {
        return await keys(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey) || cooling()) throw error;
        return (await refresh()).keys(header, token);
      }
    },
  };
}

function readKeySet(json: string): JSONWebKeySet {
  const value: unknown = JSON.parse(json);
  const keys: unknown = typeof value === 'object' && value !== null && 'keys' in value ? value.keys : undefined;
  if (!Array.isArray(keys)) throw new TypeError('the key set has no keys');
  return { keys };
}
