/** Puts another store in the place of the one that an actor keeps its keys in: the same one for all actors of a process. */
import type { Actor } from '#runtime/actor/actor.ts';
import type { Store } from '#runtime/actor/types.ts';
import type { Around } from './bug.ts';

/** A change of the store of booking's keys of a `type`; processes share nothing. */
export function onStore(type: string, change: (store: Store<unknown>) => Store<unknown>) {
  const changed = new WeakMap<Around['link'], Store<unknown>>();
  return <A extends Actor>(actor: A, { service, link }: Around): A => {
    const store = actor.state.stores[type];
    if (service !== 'booking' || !store) return actor;
    const other = changed.get(link) ?? change(store);
    changed.set(link, other);
    return { ...actor, state: { ...actor.state, stores: { ...actor.state.stores, [type]: other } } };
  };
}
