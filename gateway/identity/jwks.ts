/** The user service's public keys, at most a minute old while that service answers; a storm of unknown keys asks it once in five seconds. */
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

interface Fetched {
  readonly json: string;
  readonly keys: ReturnType<typeof createLocalJWKSet>;
  readonly time: number;
}

const FRESH_MS = 60_000;
const COOLDOWN_MS = 5_000;

/** `fetch` gives the key set as JSON text. */
export function createJwks(fetch: () => Promise<string>, now: () => number = Date.now): Jwks {
  let kept: Fetched | undefined;
  let attempted = -Infinity;
  let underWay: Promise<Fetched> | undefined;

  const refresh = (): Promise<Fetched> => {
    underWay ??= load().finally(() => (underWay = undefined));
    return underWay;
  };
  const load = async (): Promise<Fetched> => {
    attempted = now();
    try {
      const json = await fetch();
      kept = { json, keys: createLocalJWKSet(readKeySet(json)), time: now() };
      return kept;
    } catch (error) {
      if (kept) return kept; // keys that were good a minute ago are better than nobody signed in
      throw unavailable('KEYS_UNAVAILABLE', 'Tokens cannot be checked at the moment. Try again.', error);
    }
  };
  const cooling = (): boolean => now() - attempted < COOLDOWN_MS;
  const current = async (): Promise<Fetched> =>
    kept && (now() - kept.time < FRESH_MS || cooling()) ? kept : refresh();

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
