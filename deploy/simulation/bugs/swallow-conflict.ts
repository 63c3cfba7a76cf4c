/** Planted: a store that was refused by a constraint says nothing. */
import { WriteConflict, type Store } from '#runtime/actor/types.ts';
import type { Bug } from './bug.ts';
import { onStore } from './on-store.ts';

const silent = (store: Store<unknown>): Store<unknown> => ({
  ...store,
  async save(query, changes) {
    try {
      await store.save(query, changes);
    } catch (error) {
      if (!(error instanceof WriteConflict)) throw error;
    }
  },
});

export const swallowConflict: Bug = {
  name: 'swallow-conflict',
  about: 'a booking that a constraint kept out is acknowledged all the same',
  actor: onStore('booking', silent),
};
