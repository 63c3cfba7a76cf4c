/** I2 for whoever runs a shop: the last change that was acknowledged is in force, unless nobody knows what became of a later one. I20: nobody is deleted who has something to do, or whom nobody deleted. */
import { bookings, resources, staff } from '../booking/stores.ts';
import type { Journal } from '../journal.ts';
import type { World } from '../world.ts';
import { isLive } from './lives.ts';

export function checkSchedules(world: World, { edits }: Journal): void {
  for (const changes of Map.groupBy(edits, ({ kind, id }) => `${kind} ${id}`).values()) {
    const last = changes.filter(({ refused }) => refused === undefined).at(-1);
    if (last?.answeredMs !== undefined && !last.isThere()) world.violate('I2', `a change of ${last.kind} of ${last.id} was acknowledged and is not in force`);
    if (last?.isWhole?.() === false) world.violate('I20', `a change of ${last.kind} of ${last.id} was made by half, or twice`);
  }
  const { booking: server } = world.databases;
  const there = new Set([...staff.committed(server).values, ...resources.committed(server).values].map(({ value }) => value.id));
  const deleted = new Set(edits.flatMap(({ kind, id, refused }) => (kind === 'deletion' && refused === undefined ? [id] : [])));
  for (const { id, name } of world.shops.flatMap((shop) => [...shop.staff, ...shop.rooms])) {
    if (!there.has(id) && !deleted.has(id)) world.violate('I20', `${name} ${id} is gone and nobody has deleted it`);
  }
  for (const { value: { id, status, place } } of bookings.committed(server).values) {
    const gone = isLive(status) && place.kind !== 'session' ? place.takes.filter((take) => !there.has(take.id)) : [];
    if (gone.length > 0) world.violate('I20', `booking ${id} has ${gone.map(({ name }) => name).join(', ')}, who was deleted`);
  }
}
