/** I13: no place is held for longer than twice the offering's hold, however often somebody asks for more time. */
import { MAX_EXTENSIONS } from '../../../services/booking/domain/extend-hold.ts';
import { bookings } from '../booking/stores.ts';
import type { World } from '../world.ts';

export function checkHolds(world: World): void {
  for (const { value } of bookings.committed(world.databases.booking).values) {
    const { id, history, hold, created, series } = value;
    const extensions = history.filter(({ change }) => change === 'hold_extended').length;
    if (extensions > MAX_EXTENSIONS) world.violate('I13', `the hold of booking ${id} was extended ${extensions} times`);
    // An offer has an end of its own, and is never extended; holds of a series are longer.
    if (extensions > 0 && !series && hold.expires.getTime() > created.getTime() + 2 * hold.minutes * 60_000) world.violate('I13', `booking ${id} was held until ${hold.expires.toISOString()}`);
  }
}
