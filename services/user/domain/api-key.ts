/** A key that programs of a business call with: it has scopes, ends for good, and its secret is known to whoever was shown it. */
import { Failure, invalidField, reject, type Rejection } from '../../runtime/errors.ts';
import type { Origin } from './activity.ts';

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** What the store has of the secret. */
  readonly hash: string;
  /** The administrator's uuid. */
  readonly createdBy: string;
  readonly created: Date;
  readonly expires: Date | undefined;
  readonly revoked: Date | undefined;
  /** Noted apart from turns, to the minute. */
  readonly lastUsed: Date | undefined;
}

export interface ApiKeyEvent {
  readonly type: 'created' | 'revoked';
  readonly key: ApiKey;
  readonly origin: Origin;
}

/** A business's keys that were not revoked, so that of two that are made at once the second is counted after the first. */
export interface LiveKeys {
  /** The tenant's. */
  readonly id: string;
  /** When each ends, by id. */
  readonly ends: ReadonlyMap<string, Date | undefined>;
}

/** What a turn sees: the key that it is about, and those that there are. */
export interface ApiKeyState {
  readonly key: ApiKey | undefined;
  readonly live: LiveKeys | undefined;
}

/** More live keys than this nobody can look after. */
export const MOST_API_KEYS = 100;

/** A key more; refused when a business has as many as it may. */
export function createApiKey({ live }: ApiKeyState, key: ApiKey, origin: Origin): { readonly events: readonly ApiKeyEvent[] } | { readonly rejection: Rejection } {
  const others = [...(live?.ends.values() ?? [])].filter((expires) => expires === undefined || expires > key.created);
  return others.length >= MOST_API_KEYS ? { rejection: tooManyApiKeys() } : { events: [{ type: 'created', key, origin }] };
}

export function evolveApiKeys({ live }: ApiKeyState, { type, key }: ApiKeyEvent): ApiKeyState {
  const ends = new Map(live?.ends);
  if (type === 'created') ends.set(key.id, key.expires);
  else ends.delete(key.id);
  return { key, live: live && { ...live, ends } };
}

/** Throws `INVALID_ARGUMENT` naming the first scope that no RPC asks for, and those that there are. */
export function checkScopes(scopes: readonly string[], known: readonly string[]): void {
  const index = scopes.findIndex((scope) => !known.includes(scope));
  if (index < 0) return;
  throw invalidField(`scopes[${index}]`, `must be one of ${known.join(', ')}`, 'UNKNOWN_SCOPE');
}

/** Throws `INVALID_ARGUMENT` for an end that has passed. */
export function checkExpiry(expires: Date | undefined, now: Date): void {
  if (expires && expires <= now) throw invalidField('expire_time', 'must be in the future');
}

/** Why a key whose secret was shown is good for nothing; `undefined` when it is good. */
export function endOf({ expires, revoked }: Pick<ApiKey, 'expires' | 'revoked'>, now: Date): Rejection | undefined {
  if (revoked) return refusal('API_KEY_REVOKED', 'This API key was revoked. Ask the business for another.');
  return expires && expires <= now ? refusal('API_KEY_EXPIRED', 'This API key has expired. Ask the business for another.') : undefined;
}

/** One answer for a key that there is not and one with another secret. */
export const apiKeyInvalid = (): Failure => new Failure(refusal('API_KEY_INVALID', 'This API key is not valid. Check that all of it was copied.'));

const tooManyApiKeys = (): Rejection =>
  reject('TOO_MANY_API_KEYS', `A business has ${MOST_API_KEYS} API keys at most. Revoke one that is not used any more.`);

const refusal = (reason: string, message: string): Rejection => reject(reason, message, { code: 'UNAUTHENTICATED' });
