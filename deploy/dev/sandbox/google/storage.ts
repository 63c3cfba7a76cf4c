/** What the OpenID provider remembers, in memory: nothing of it outlives the sandbox. */
import type { Adapter, AdapterPayload } from 'oidc-provider';

/** One for each kind of thing that the provider keeps; together they know which belong to one grant. */
export function createStorage(now: () => number = Date.now): (kind: string) => Adapter {
  const kept = new Map<string, { readonly payload: AdapterPayload; readonly until: number }>();
  return (kind) => {
    const keyOf = (id: string): string => `${kind}:${id}`;
    const find = (matches: (payload: AdapterPayload, key: string) => boolean): AdapterPayload | undefined => {
      for (const [key, { payload, until }] of kept) {
        if (until <= now()) kept.delete(key);
        else if (key.startsWith(`${kind}:`) && matches(payload, key)) return payload;
      }
      return undefined;
    };
    return {
      upsert: async (id, payload, expiresIn = Infinity) => void kept.set(keyOf(id), { payload, until: now() + expiresIn * 1000 }),
      find: async (id) => find((_, key) => key === keyOf(id)),
      findByUid: async (uid) => find((payload) => payload.uid === uid),
      findByUserCode: async (code) => find((payload) => payload.userCode === code),
      async consume(id) {
        const entry = kept.get(keyOf(id));
        if (entry) kept.set(keyOf(id), { ...entry, payload: { ...entry.payload, consumed: Math.floor(now() / 1000) } });
      },
      destroy: async (id) => void kept.delete(keyOf(id)),
      async revokeByGrantId(grantId) {
        for (const [key, { payload }] of kept) if (payload.grantId === grantId) kept.delete(key);
      },
    };
  };
}
