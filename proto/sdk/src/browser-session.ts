/** The session survives reloads and is shared by all tabs of an origin, which refresh it one at a time. */
import type { Lock } from './session-keeper.ts';
import type { SessionStore, StoredSession } from './session.ts';

/** Keeps the session in `localStorage` under `key`. Use one key a tenant. */
export function localStorageSessions(key: string, storage: Storage = localStorage): SessionStore {
  return {
    load() {
      const text = storage.getItem(key);
      return text === null ? undefined : parseStored(text);
    },
    save(session) {
      if (session === undefined) storage.removeItem(key);
      else storage.setItem(key, JSON.stringify(session));
    },
  };
}

/** What was stored, or `undefined` when it is not a session: anything may have written there. */
export function parseStored(text: string): StoredSession | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isStored(value) ? value : undefined;
}

function isStored(value: unknown): value is StoredSession {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map(Object.entries(value));
  const has = (type: string, ...names: string[]): boolean => names.every((name) => typeof fields.get(name) === type);
  return has('string', 'accessToken', 'refreshToken', 'userId') && has('number', 'accessExpiresAt', 'refreshExpiresAt');
}

/** One tab at a time by the Web Locks API; without it (an insecure page) tabs may refresh at once, which the server forgives. */
export const tabLock: Lock = (name, work) =>
  'locks' in navigator ? navigator.locks.request(name, work) : work();
