/** Planted: what was loaded once is taken for what there is. */
import type { Store } from '#runtime/actor/types.ts';
import type { Bug } from './bug.ts';
import { onStore } from './on-store.ts';

/** The store as an actor would see it that keeps its state between turns and never asks whether somebody else changed it. */
function remembering(store: Store<unknown>): Store<unknown> {
  if (!('loadAcross' in store)) return store;
  const memory = new Map<string, unknown>();
  return {
    async loadAcross(query, loads) {
      const found = await store.loadAcross(query, loads);
      return loads.map(({ tenantId, key }, index) => memory.get(`${tenantId}/${key.id}`) ?? found[index]);
    },
    async save(query, changes) {
      await store.save(query, changes);
      for (const { tenantId, key, after } of changes) memory.set(`${tenantId}/${key.id}`, after);
    },
  };
}

export const staleRead: Bug = {
  name: 'stale-read',
  about: 'a process decides on the state that it wrote last, though another has changed it since',
  actor: onStore('booking', remembering),
};
