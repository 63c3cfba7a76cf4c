/** I1: no place is sold twice, and bookings, seats and claims say the same. */
import type { World } from '../world.ts';
import { bookings, calendars, sessions } from '../booking/stores.ts';
import { partyOf, type Booking } from '../../../services/booking/domain/booking.ts';
import { hasLane, lanesOf } from '../../../services/booking/domain/lanes.ts';
import { isLive } from './lives.ts';

export function checkPlaces(world: World): void {
  const server = world.databases.booking;
  const all = bookings.committed(server).values;
  const live = new Map(all.filter(({ value }) => isLive(value.status)).map(({ value }) => [value.id, value]));
  checkSessions(world, live);
  checkCalendars(world, live);
  const codes = new Set<string>();
  for (const { tenantId, value } of all) {
    if (codes.has(`${tenantId} ${value.code}`)) world.violate('I1', `two bookings have the code ${value.code}`);
    codes.add(`${tenantId} ${value.code}`);
  }
}

function checkSessions(world: World, live: ReadonlyMap<string, Booking>): void {
  const { values, claims } = sessions.committed(world.databases.booking);
  for (const { value: session } of values) {
    const seats = claims.filter(({ key }) => key.id === session.id).map(({ claim }) => claim);
    const wanted = [...live.values()].filter(({ place }) => place.kind !== 'time' && place.sessionId === session.id);
    const places = wanted.reduce((sum, booking) => sum + partyOf(booking), 0);
    if (places > session.capacity) world.violate('I1', `session ${session.id} has ${session.capacity} places and ${places} are booked`);
    if (session.takes && places > world.plan.classPlaces) world.violate('I1', `class ${session.id} has ${places} guests, the rules have ${world.plan.classPlaces} places`);
    const astray = wanted.filter(({ time }) => time.start.getTime() !== session.time.start.getTime());
    for (const { id, time } of astray) world.violate('I1', `booking ${id} is for ${time.localStart} and its date ${session.id} is at ${session.time.localStart}`);
    if (seats.length !== places) world.violate('I1', `session ${session.id}: ${places} places are booked and ${seats.length} seats taken`);
    for (const { lane, bookingId } of seats) {
      if (!live.has(bookingId)) world.violate('I1', `seat ${lane} of session ${session.id} belongs to a booking that is over or never was`);
      if (hasLane(session.free, lane)) world.violate('I1', `seat ${lane} of session ${session.id} is taken and called free`);
    }
    if (lanesOf(session.free).length + seats.length !== session.capacity) world.violate('I1', `session ${session.id} has lost sight of a seat`);
  }
}

function checkCalendars(world: World, live: ReadonlyMap<string, Booking>): void {
  const claims = calendars.committed(world.databases.booking).claims;
  const taken = [...live.values()].flatMap(({ id, place }) => (place.kind === 'time' ? place.takes.map((take) => ({ ...take, bookingId: id })) : []));
  taken.push(...classTakes(world, live));
  for (const [index, one] of taken.entries()) {
    const others = taken.slice(index + 1).filter(({ id, start, end }) => id === one.id && start < one.end && one.start < end);
    if (others.length > 0) world.violate('I1', `${one.kind} ${one.id} is booked twice at ${one.start.toISOString()}`);
    const mine = claims.filter(({ key, claim }) => key.id === one.id && claim.bookingId === one.bookingId && claim.start.getTime() === one.start.getTime());
    if (mine.length !== 1) world.violate('I1', `booking ${one.bookingId} has ${mine.length} claims on the time of ${one.kind} ${one.id}`);
  }
  // Who is deleted has no time for anybody from then on: that is no booking's.
  const strays = claims.filter(({ key, claim }) => key.id !== claim.bookingId && !taken.some(({ id, bookingId }) => id === key.id && bookingId === claim.bookingId));
  if (strays.length > 0) world.violate('I6', `${strays.length} claims block time for bookings that are over`);
}

/** A class takes its time once, however many guests it has, and only while it has one. They know whose time it is. */
function classTakes(world: World, live: ReadonlyMap<string, Booking>) {
  const guests = [...live.values()].flatMap(({ id, place, time }) => (place.kind === 'class' ? [{ id, place, time }] : []));
  return [...Map.groupBy(guests, ({ place }) => place.sessionId)].flatMap(([sessionId, [first, ...others]]) => {
    for (const { id, place, time } of others) {
      const isTheSame = place.takes.length === first?.place.takes.length && place.takes.every((take, index) => take.id === first.place.takes[index]?.id) && time.start.getTime() === first.time.start.getTime();
      if (!isTheSame) world.violate('I1', `booking ${id} shares session ${sessionId} at another time, or with others, than booking ${first?.id}`);
    }
    return (first?.place.takes ?? []).map((take) => ({ ...take, bookingId: sessionId }));
  });
}
