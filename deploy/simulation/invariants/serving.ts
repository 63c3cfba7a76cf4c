/** I1: whoever has a time has all that it needs, for the whole time and with the buffers on both sides; it is as long as its lines say, and no class has more guests than places. */
import { STAFF } from '../../../services/booking/domain/bookable.ts';
import type { Booking } from '../../../services/booking/domain/booking.ts';
import { bookings } from '../booking/stores.ts';
import { NEWCOMER, withBuffers, type Shop } from '../shop.ts';
import type { World } from '../world.ts';

export function checkServing(world: World): void {
  for (const { tenantId, value } of bookings.committed(world.databases.booking).values) {
    const shop = world.shops.find((one) => one.tenantId === tenantId);
    if (shop) checkTakes(world, shop, value);
  }
}

function checkTakes(world: World, { service, rules, staff, rooms }: Shop, { id, place, time, lines }: Booking): void {
  if (place.kind === 'session') return;
  const minutes = (time.end.getTime() - time.start.getTime()) / 60_000 - lines.reduce((sum, { extraMinutes, quantity }) => sum + extraMinutes * quantity, 0);
  if (minutes !== service.durationMinutes && !rules.durations.includes(minutes)) world.violate('I1', `booking ${id} lasts ${minutes} minutes without its add-ons, which nobody offers`);
  if ((place.kind === 'class') !== rules.capacity > 1) world.violate('I1', `booking ${id} has a place of the kind ${place.kind}, the service has ${rules.capacity} places`);
  const span = withBuffers(world.plan, time.start.getTime(), time.end.getTime());
  for (const { name, start, end } of place.takes) {
    if (start.getTime() !== span.start || end.getTime() !== span.end) world.violate('I1', `booking ${id} takes ${name} from ${start.toISOString()} to ${end.toISOString()}, its buffers are ${world.plan.bufferMinutes} minutes`);
  }
  const [people, others] = [place.takes.filter(({ kind }) => kind === STAFF), place.takes.filter(({ kind }) => kind !== STAFF)];
  if (people.length !== 1 || !people.every(({ id: one, name }) => name === NEWCOMER || staff.some((member) => member.id === one))) world.violate('I1', `booking ${id} is served by ${people.map(({ name }) => name).join(', ') || 'nobody'}`);
  if (others.length !== Math.min(1, rooms.length) || others.some((one) => one.name !== NEWCOMER && !rooms.some((room) => room.id === one.id))) world.violate('I1', `booking ${id} takes ${others.length} of ${rooms.length} rooms`);
}
