/**
 * API keys at the edge, exchanged for what they stand for at the user service. An answer is good for five seconds from when it was
 * asked for, so that is how long a revoked key can live; `forget` ends it at once.
 */
import type { Caller } from '#runtime/actor/types.ts';
import { Failure } from '#runtime/errors.ts';
import { toTypeId } from '#runtime/ids.ts';
import { type ApiKeyText, readApiKey } from '#runtime/rpc/api-key.ts';
import { boundedMap } from '#runtime/rpc/bounded-map.ts';

/** What a key stands for. */
export interface ApiKeyGrant {
  /** Tenant's uuid. */
  readonly tenantId: string;
  readonly scopes: readonly string[];
  /** When the key ends by itself. */
  readonly expires: Date | undefined;
}

/** Asks the user service; rejects with `UNAUTHENTICATED` for a key that is good for nothing. */
export type LookUpApiKey = (key: ApiKeyText) => Promise<ApiKeyGrant>;

export interface ApiKeys {
  /** Whom a key speaks for; `UNAUTHENTICATED` when it is wrong, was revoked or has expired. */
  verify(text: string): Promise<Caller>;
  /** Forgets all answers, also those under way: a key has changed somewhere. */
  forget(): void;
}

interface Answer {
  readonly outcome: Caller | Failure;
  /** Milliseconds since 1970 at which it is asked for again. */
  readonly ends: number;
}

/** Hints of the user service, see `startChanges`: a key of some business was made or revoked. */
export const API_KEY_CHANGES = 'changed.user.*.api_key.*';
/** Longest life of an answer. */
export const API_KEY_FRESH_MS = 5_000;
/** Good and bad apart: whoever makes keys up must not push out those that work. */
const [REMEMBERED_GOOD, REMEMBERED_BAD] = [10_000, 1_000];

/** Times in milliseconds. */
export function createApiKeys(lookUp: LookUpApiKey, freshMs = API_KEY_FRESH_MS, now: () => number = Date.now): ApiKeys {
  let memory = emptyMemory();

  const ask = async (name: string, key: ApiKeyText): Promise<Caller> => {
    // What is forgotten meanwhile is not written into the memory that comes after it.
    const { good, bad } = memory;
    const ends = now() + freshMs;
    try {
      const { tenantId, scopes, expires } = await lookUp(key);
      const caller: Caller = { tenantId, subject: toTypeId('key', key.id), roles: ['admin'], scopes };
      good.set(name, { outcome: caller, ends: Math.min(ends, expires?.getTime() ?? Infinity) });
      return caller;
    } catch (error) {
      // That the user service is away says nothing of the key.
      if (error instanceof Failure && error.code === 'UNAUTHENTICATED') bad.set(name, { outcome: error, ends });
      throw error;
    }
  };

  const askOnce = (name: string, key: ApiKeyText): Promise<Caller> => {
    const { underWay } = memory;
    const asked = underWay.get(name) ?? ask(name, key).finally(() => underWay.delete(name));
    underWay.set(name, asked);
    return asked;
  };

  return {
    async verify(text) {
      const key = readApiKey(text);
      if (!key) throw malformed();
      const name = Buffer.from(key.digest).toString('base64url');
      const known = memory.good.get(name) ?? memory.bad.get(name);
      if (!known || now() >= known.ends) return askOnce(name, key);
      if (known.outcome instanceof Failure) throw known.outcome;
      return known.outcome;
    },
    forget: () => void (memory = emptyMemory()),
  };
}

const emptyMemory = () => ({
  good: boundedMap<string, Answer>(REMEMBERED_GOOD),
  bad: boundedMap<string, Answer>(REMEMBERED_BAD),
  underWay: new Map<string, Promise<Caller>>(),
});

const malformed = (): Failure =>
  new Failure({ code: 'UNAUTHENTICATED', reason: 'API_KEY_INVALID', message: 'This API key is not valid. Check that all of it was copied.' });
