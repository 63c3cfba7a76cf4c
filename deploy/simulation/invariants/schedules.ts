/** I2 for whoever runs a shop: the last change that was acknowledged is in force, unless nobody knows what became of a later one. */
import type { Journal } from '../journal.ts';
import type { World } from '../world.ts';

export function checkSchedules(world: World, { edits }: Journal): void {
  for (const changes of Map.groupBy(edits, ({ kind, id }) => `${kind} ${id}`).values()) {
    const last = changes.filter(({ refused }) => refused === undefined).at(-1);
    if (last?.answeredMs !== undefined && !last.isThere()) world.violate('I2', `a change of ${last.kind} of ${last.id} was acknowledged and is not in force`);
  }
}
