/** I15: nobody was given a booking while as many were living as the limit allows. What is moved, offered or paid late is under no limit, but counts. */
import type { Booking } from '../../../services/booking/domain/booking.ts';
import { bookings, waitlists } from '../booking/stores.ts';
import type { World } from '../world.ts';
import { isLive } from './lives.ts';

/** Turns that need not wait for each other may be as far apart as a process stands still: who left or came back within so long says nothing. */
const BLUR_MS = 60_000;

export function checkLimits(world: World): void {
  const { limits: { perCustomer, inTotal } } = world.plan;
  if (perCustomer === undefined && inTotal === undefined) return;
  const all = bookings.committed(world.databases.booking).values.map(({ value }) => value);
  const offers = new Set(waitlists.committed(world.databases.booking).claims.map(({ claim }) => claim.id));
  for (const booking of all) {
    if (offers.has(booking.id)) continue;
    const at = booking.created.getTime();
    const others = all.filter((other) => other.offering.id === booking.offering.id && wasThere(other, at, offers.has(other.id)));
    const [day] = dayAt(booking, at);
    const own = others.filter((other) => other.customer.id === booking.customer.id && dayAt(other, at).every((one) => one === day));
    if (inTotal !== undefined && others.length > inTotal) world.violate('I15', `booking ${booking.id} was one of ${others.length} of its offering, there can be ${inTotal}`);
    if (perCustomer !== undefined && own.length > perCustomer) world.violate('I15', `booking ${booking.id} was one of ${own.length} of its customer on ${day}, there can be ${perCustomer}`);
  }
}

/** Whether a booking counted for one that was made then, which is so for that one itself. */
function wasThere({ history }: Booking, at: number, isOffer: boolean): boolean {
  let since: number | undefined;
  for (const [index, { to, time }] of history.entries()) {
    const ms = time.getTime();
    if (!isLive(to)) {
      if (since !== undefined && since <= at && ms > at + BLUR_MS) return true;
      since = undefined;
    } else since ??= index === 0 && !isOffer ? ms : ms + BLUR_MS;
  }
  return since !== undefined && since <= at;
}

/** The days, by the local clock, on which it was to begin about then. */
function dayAt({ history, time }: Booking, at: number): readonly string[] {
  const moves = history.filter(({ change }) => change === 'rescheduled').map((move) => ({ ms: move.time.getTime(), from: move.detail.slice(0, 10) }));
  return [at - BLUR_MS, at + BLUR_MS].map((when) => moves.find(({ ms }) => ms > when)?.from ?? time.localStart.slice(0, 10));
}
