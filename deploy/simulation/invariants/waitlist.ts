/** I11: whoever waits first and fits is asked first, an offer is a hold of the waiter's own, and nobody waits in vain. */
import { placesLeft, type Session } from '../../../services/booking/domain/place.ts';
import type { Booking } from '../../../services/booking/domain/booking.ts';
import { isLiving, nextFor, smallestParty, type WaitlistEntry } from '../../../services/booking/domain/waitlist.ts';
import { bookings, sessions, waitlists } from '../booking/stores.ts';
import type { Journal } from '../journal.ts';
import type { World } from '../world.ts';
import { isLive } from './lives.ts';

export function checkWaitlists(world: World, { waits }: Journal): void {
  const { booking: server } = world.databases;
  const booked = new Map(bookings.committed(server).values.map(({ value }) => [value.id, value]));
  const listed = Map.groupBy(waitlists.committed(server).claims, ({ key }) => key.id);
  for (const { value: session } of sessions.committed(server).values) {
    const entries = (listed.get(session.id) ?? []).map(({ claim }) => claim).toSorted((a, b) => a.number - b.number);
    for (const entry of entries) checkEntry(world, entry, booked.get(entry.id));
    checkOrder(world, entries, [...booked.values()].filter(({ place }) => place.kind === 'session' && place.sessionId === session.id));
    checkRest(world, session, entries);
  }
  const entries = new Map([...listed.values()].flat().map(({ claim }) => [claim.id, claim]));
  for (const { entryId, customer, partySize, accepted, left } of waits) {
    if (entryId === undefined) continue;
    const entry = entries.get(entryId);
    if (entry?.customer.id !== customer.subject || entry.party !== partySize) world.violate('I2', `joining a waitlist was acknowledged and ${entryId} is not on it`);
    if (accepted && entry?.status !== 'booked') world.violate('I2', `taking the offer ${entryId} was acknowledged and it is ${entry?.status}`);
    if (left && entry?.status !== 'left') world.violate('I2', `leaving by ${entryId} was acknowledged and it is ${entry?.status}`);
  }
}

/** An offer and the booking that it is say the same. */
export function checkEntry(world: World, { id, status, party, customer, history }: WaitlistEntry, booking: Booking | undefined): void {
  const say = (what: string): void => world.violate('I11', `entry ${id} is ${status} and ${what}`);
  // Who is taken off the list while they wait has ended without an offer.
  if (history.some((line) => line.status === 'offered') !== (booking !== undefined)) say(booking ? `has a booking that is ${booking.status}` : 'nothing was held for it');
  if (status === 'offered' && booking?.status !== 'pending') say(`its booking is ${booking?.status ?? 'not there'}`);
  if (status === 'booked' && !booking?.history.some(({ to }) => to === 'confirmed')) say('its booking was never confirmed');
  if ((status === 'left' || status === 'expired') && booking && isLive(booking.status)) say(`its booking is ${booking.status}`);
  if (booking && (booking.customer.id !== customer.id || (booking.place.kind === 'session' && booking.place.partySize !== party))) say('its booking is for another customer or party');
}

/** An entry with the time until which it waited. */
export const waitedUntil = ({ history }: WaitlistEntry): number => history.find(({ status }) => status !== 'waiting')?.time.getTime() ?? Infinity;

/** At no moment were places given to somebody else while a party of at most as many waited in front of them. */
function checkOrder(world: World, entries: readonly WaitlistEntry[], booked: readonly Booking[]): void {
  const passedOver = (time: Date, party: number, before: number): WaitlistEntry | undefined =>
    entries.find((entry) => entry.number < before && entry.party <= party && entry.joined < time && waitedUntil(entry) > time.getTime());
  for (const entry of entries) {
    const offered = entry.history.find(({ status }) => status === 'offered')?.time;
    const first = offered && passedOver(offered, entry.party, entry.number);
    if (first) world.violate('I11', `entry ${first.number} was passed over for ${entry.number}`);
  }
  const offers = new Set(entries.map(({ id }) => id));
  for (const { id, place, created, history } of booked) {
    const moved = history.findLast(({ change }) => change === 'rescheduled')?.time;
    const first = offers.has(id) || place.kind !== 'session' ? undefined : passedOver(moved ?? created, place.partySize, Infinity);
    if (first) world.violate('I11', `entry ${first.number} was passed over for booking ${id}, which had not waited`);
  }
}

function checkRest(world: World, session: Session, entries: readonly WaitlistEntry[]): void {
  const waitlist = { id: session.id, entries };
  const waiting = smallestParty(waitlist);
  if (session.waitingParty !== waiting) world.violate('I11', `session ${session.id} thinks that the smallest party waiting is ${session.waitingParty}, it is ${waiting}`);
  const next = nextFor(waitlist, placesLeft(session));
  if (next) world.violate('I11', `entry ${next.number} waits while ${placesLeft(session)} places are free`);
  const living = entries.filter(isLiving).map(({ customer }) => customer.id);
  if (new Set(living).size < living.length) world.violate('I11', `somebody is on the list of session ${session.id} twice`);
}
