/** I19: whoever waits for a time is offered one that they asked for, before whoever came later and would have had it with the same or less choice; and nobody waits in vain. */
import { partyOf, type Booking } from '../../../services/booking/domain/booking.ts';
import type { WaitlistEntry } from '../../../services/booking/domain/waitlist.ts';
import { bookings, calendars, waitlists } from '../booking/stores.ts';
import type { Journal } from '../journal.ts';
import { unitsAt, type Shop } from '../shop.ts';
import type { World } from '../world.ts';
import { checkEntry, waitedUntil } from './waitlist.ts';

type Waiting = WaitlistEntry & { readonly window: NonNullable<WaitlistEntry['window']> };

export function checkTimeWaits(world: World, { edits }: Journal): void {
  const { booking: server } = world.databases;
  const listed = waitlists.committed(server).claims;
  if (listed.length === 0) return;
  const booked = new Map(bookings.committed(server).values.map(({ value }) => [value.id, value]));
  for (const shop of world.shops) {
    const entries = listed.flatMap(({ key, claim }) => (key.id === shop.service.id && claim.window ? [{ ...claim, window: claim.window }] : []));
    // What a limit keeps from somebody is for whoever comes later.
    const isLimited = shop.rules.perCustomer !== undefined || shop.rules.inTotal !== undefined;
    for (const entry of entries) {
      const offered = booked.get(entry.id);
      checkEntry(world, entry, offered);
      if (offered) checkOffer(world, shop, entry, offered);
      if (offered && !isLimited) checkTurn(world, entries, entry, offered);
    }
    // What new hours make free is offered with the next booking that ends.
    const isManaged = edits.some(({ tenantId, kind }) => tenantId === shop.tenantId && kind !== 'capacity' && kind !== 'cancellation' && kind !== 'dates');
    if (!isLimited && !isManaged && world.plan.classPlaces === 1) for (const entry of entries) if (entry.status === 'waiting') checkRest(world, shop, entry);
  }
}

const isIn = ({ from, to }: Waiting['window'], { time: { start } }: Booking): boolean => start >= from && start < to;

/** What was held for them is what they asked for; nobody moves it. */
function checkOffer(world: World, { service }: Shop, { id, window, party }: Waiting, booking: Booking): void {
  const { time, place } = booking;
  const minutes = (time.end.getTime() - time.start.getTime()) / 60_000;
  const by = place.kind === 'session' ? [] : place.takes.map((take) => take.id);
  if (!isIn(window, booking)) world.violate('I19', `entry ${id} was offered ${time.start.toISOString()}, which is not in its window`);
  if (minutes !== (window.durationMinutes || service.durationMinutes)) world.violate('I19', `entry ${id} was offered ${minutes} minutes, it waits for ${window.durationMinutes}`);
  if (window.staffId !== undefined && !by.includes(window.staffId)) world.violate('I19', `entry ${id} was offered a time with somebody else`);
  if (place.kind !== 'time' && partyOf(booking) !== party) world.violate('I19', `entry ${id} of ${party} was offered ${partyOf(booking)} places`);
}

/** Whoever would have taken the same with as much choice of staff, and came before, was not waiting any more. */
function checkTurn(world: World, entries: readonly Waiting[], entry: Waiting, offer: Booking): void {
  const at = offer.created;
  const first = entries.find((other) => other.number < entry.number && other.joined < at && waitedUntil(other) > at.getTime() && other.party <= entry.party
    && isIn(other.window, offer) && other.window.durationMinutes === entry.window.durationMinutes && (other.window.staffId === undefined || other.window.staffId === entry.window.staffId));
  if (first) world.violate('I19', `entry ${first.number} was passed over for ${entry.number}, who waits for the same time`);
}

/** Nobody and nothing that a start would need is free together, buffers included. */
function checkRest(world: World, shop: Shop, { number, window }: Waiting): void {
  const claims = calendars.committed(world.databases.booking).claims;
  const isFree = (id: string, start: number, end: number): boolean => !claims.some(({ key, claim }) => key.id === id && claim.start.getTime() < end && start < claim.end.getTime());
  for (const start of shop.starts.filter((each) => each >= window.from && each < window.to)) {
    const units = unitsAt(shop, world.plan, { start, minutes: window.durationMinutes, extraMinutes: 0, staffId: window.staffId });
    if (units.every((unit) => unit.candidates.some((id) => isFree(id, unit.start, unit.end)))) world.violate('I19', `entry ${number} waits and ${start.toISOString()} is free`);
  }
}
