/** Who is signed in at a business, as something that components follow: sign-in, sign-out, a refused refresh, another tab. */
import { type SessionStore, localStorageSessions } from '@berth/sdk/browser';
import { useSyncExternalStore } from 'react';

/** A session store that tells when it changed. */
export interface ObservedSessions extends SessionStore {
  subscribe(listener: () => void): () => void;
  /** `usr_…` of who is signed in. */
  userId(): string | undefined;
}

/** The sessions of one storage key. `changes` tells about other tabs: `window` in a page. */
export function observedSessions(key: string, storage: Storage, changes: EventTarget): ObservedSessions {
  const store = localStorageSessions(key, storage);
  const listeners = new Set<() => void>();
  let userId: string | undefined;
  const look = (): void => {
    const session = store.load();
    userId = session && 'userId' in session ? session.userId : undefined;
  };
  const tell = (): void => {
    look();
    for (const listener of listeners) listener();
  };
  look();
  changes.addEventListener('storage', (event) => {
    if (!('key' in event) || event.key === key || event.key === null) tell();
  });
  return {
    load: () => store.load(),
    save(session) {
      void store.save(session);
      tell();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    userId: () => userId,
  };
}

const bySlug = new Map<string, ObservedSessions>();

/** The one store of a business. */
export function sessionsOf(slug: string): ObservedSessions {
  const known = bySlug.get(slug);
  if (known) return known;
  const sessions = observedSessions(`berth.session.${slug}`, localStorage, window);
  bySlug.set(slug, sessions);
  return sessions;
}

/** `usr_…` of who is signed in at a business; `undefined` for nobody. */
export function useSignedIn(slug: string): string | undefined {
  const sessions = sessionsOf(slug);
  return useSyncExternalStore(sessions.subscribe, sessions.userId);
}
