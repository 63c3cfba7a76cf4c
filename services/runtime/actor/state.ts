/** Ready-made state shapes, so that most actors need not write one. */
import type { Key, Part, StateShape, Store } from './types.ts';

/**
 * State of an actor whose turns concern one row: `P | undefined`.
 * `P` must carry its own `id`, the uuid of its key.
 */
export function single<P extends { readonly id: string }>(type: string, store: Store<P>): StateShape<P | undefined> {
  return {
    stores: { [type]: store },
    compose: (parts) => parts.find(([key]) => key.type === type)?.[1] as P | undefined,
    decompose: (state) => (state === undefined ? [] : [[{ type, id: state.id }, state]]),
  };
}

/** The values of one key type among a turn's parts, by id; keys without rows are left out. */
export function partsOf<P>(parts: readonly Part[], type: string): ReadonlyMap<string, P> {
  const found = parts.filter(([key, value]) => key.type === type && value !== undefined);
  return new Map(found.map(([key, value]) => [key.id, value as P]));
}

/** Turns a map of values into parts of one key type. */
export const toParts = <P>(type: string, values: ReadonlyMap<string, P>): Part[] =>
  [...values].map(([id, value]) => [{ type, id }, value] as const);

/** What stands under a key, or nothing. */
export interface Held<P> {
  readonly key: Key;
  readonly value: P | undefined;
}

/** State of an actor whose turns concern one row that can be removed: `value: undefined` removes it. */
export function removable<P>(type: string, store: Store<P>): StateShape<Held<P>> {
  return {
    stores: { [type]: store },
    compose: (parts) => heldOf<P>(parts, type),
    decompose: ({ key, value }) => [[key, value]],
  };
}

/** The first part of a key type, for shapes that hold more than one. Throws when the turn has none. */
export function heldOf<P>(parts: readonly Part[], type: string): Held<P> {
  const part = parts.find(([key]) => key.type === type);
  if (!part) throw new TypeError(`the turn holds no ${type}`);
  return { key: part[0], value: part[1] as P | undefined };
}
