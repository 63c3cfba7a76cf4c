/** Planted: a store that was refused by a constraint says nothing. */
import type { Actor } from '#runtime/actor/actor.ts';
import { WriteConflict, type Store } from '#runtime/actor/types.ts';
import type { Bug } from './bug.ts';

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
  actor<A extends Actor>(actor: A, { service }: { readonly service: string }): A {
    const { booking } = actor.state.stores;
    if (service !== 'booking' || !booking) return actor;
    return { ...actor, state: { ...actor.state, stores: { ...actor.state.stores, booking: silent(booking) } } };
  },
};
