/**
 * Classes: bookings of one offering share a time of the same staff and resources, never more of them than there are places.
 * The time is taken once, by the class's session, while somebody has a place in it; each booking has lanes of it.
 */
import { derivedId } from '../../runtime/ids.ts';
import type { BookingState, Place, Take, Taking } from './booking.ts';
import { choose, type Choosing } from './choose.ts';
import { allLanes } from './lanes.ts';
import type { BookedTime } from './local-time.ts';
import { freeLanes, placesLeft, type Session } from './place.ts';
import { placesBooked, withCapacity } from './session.ts';
import { areFree, claimsOf } from './takes.ts';

/** A wish for places in a class. */
export interface ClassWish extends Choosing {
  readonly time: BookedTime;
  readonly party: number;
  /** Places in all, by the rules of today. */
  readonly capacity: number;
}

export type ClassPlace = Extract<Place, { kind: 'class' }>;

/** What was found: a place, and what has to be taken for it. */
export interface FoundInClass {
  readonly place: ClassPlace;
  readonly taking: Taking & { readonly kind: 'class' };
}

/** The session of a time: nobody can lead two at once, so there is one for whoever is taken first. */
export const classIdOf = (offeringId: string, { start, end }: Pick<BookedTime, 'start' | 'end'>, leaderId: string): string =>
  derivedId('class', offeringId, start.toISOString(), end.toISOString(), leaderId);

/** Every session that a wish could become a part of. */
export const classIdsOf = (offeringId: string, { time, units }: Pick<ClassWish, 'time' | 'units'>): readonly string[] =>
  (units[0]?.candidates ?? []).map(({ id }) => classIdOf(offeringId, time, id));

/** True while somebody has a place in it: only then does it take anybody's time. */
export const isOpen = (session: Session): boolean => placesBooked(session) > 0;

/** Places in a session that is open already, the fullest one that has enough; else in one of its own with whoever is free. */
export function findInClass(state: BookingState, offeringId: string, wish: ClassWish, claimId: string): FoundInClass | undefined {
  return joined(state, offeringId, wish) ?? opened(state, offeringId, wish, claimId);
}

/** The most places that one party could still have at this time in a session that is open. */
export const mostLeft = (state: BookingState, offeringId: string, wish: ClassWish): number =>
  Math.max(0, ...joinable(state, offeringId, wish).map(placesLeft));

function joined(state: BookingState, offeringId: string, wish: ClassWish): FoundInClass | undefined {
  const [session] = joinable(state, offeringId, wish)
    .filter((each) => placesLeft(each) >= wish.party)
    .toSorted((a, b) => stays(wish, a) - stays(wish, b) || placesLeft(a) - placesLeft(b) || (a.id < b.id ? -1 : 1));
  return session && placesIn(session, wish.party);
}

/** Open sessions with the capacity of today, whose people and things may all serve the wish. */
function joinable({ sessions }: BookingState, offeringId: string, wish: ClassWish): readonly Session[] {
  const open = classIdsOf(offeringId, wish).flatMap((id) => sessions.get(id) ?? []).filter(isOpen);
  return open.filter(({ takes = [] }) => serve(takes, wish)).map((session) => fitted(session, wish.capacity));
}

const serve = (takes: readonly Take[], { units }: Choosing): boolean =>
  takes.length === units.length && units.every(({ candidates }, index) => candidates.some(({ id }) => id === takes[index]?.id));

/** As many places as the rules say, or as are booked when those are more. */
const fitted = (session: Session, capacity: number): Session => {
  const places = Math.max(capacity, placesBooked(session));
  return places === session.capacity ? session : withCapacity(session, places);
};

const stays = ({ staysWith }: Choosing, { takes = [] }: Session): number => (takes.some(({ id }) => staysWith.includes(id)) ? 0 : 1);

function opened(state: BookingState, offeringId: string, wish: ClassWish, claimId: string): FoundInClass | undefined {
  const takes = choose(state, wish);
  const [leader] = takes ?? [];
  if (!takes || !leader) return undefined;
  const id = classIdOf(offeringId, wish.time, leader.id);
  const blank: Session = { id, offeringId, time: wish.time, capacity: wish.capacity, takes, free: allLanes(wish.capacity), taken: new Map(), left: new Map() };
  const before = state.sessions.get(id);
  const session = before ? { ...fitted(before, wish.capacity), time: wish.time, takes } : blank;
  return placesIn(session, wish.party, claimId);
}

/** Places of a session, and with an id for claims the time as well. */
function placesIn(session: Session, party: number, claimId?: string): FoundInClass | undefined {
  const lanes = freeLanes(session, party);
  if (!lanes) return undefined;
  const { id, takes = [] } = session;
  const claims = claimId === undefined ? [] : claimsOf(takes, claimId);
  return { place: { kind: 'class', sessionId: id, partySize: party, lanes, takes }, taking: { kind: 'class', session, lanes, claims } };
}

/** The places of a booking that had lost them: in its session as that is now, or in the same one opened again. */
export function placesAgain(state: BookingState, place: ClassPlace, claimId: string): Taking | undefined {
  const session = state.sessions.get(place.sessionId);
  if (!session) return undefined;
  if (isOpen(session)) return placesIn(session, place.partySize)?.taking;
  return areFree(state, place.takes) ? placesIn({ ...session, takes: place.takes }, place.partySize, claimId)?.taking : undefined;
}
