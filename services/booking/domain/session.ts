/** Dates of event offerings: made one by one or by a rule, and changed as long as that takes nothing from those who have booked. */
import { invalidField, reject, type Rejection } from '../../runtime/errors.ts';
import { allLanes, countLanes, lowestLanes, withLanes } from './lanes.ts';
import { timeAtLocal } from './local-time.ts';
import type { Offering } from './offering.ts';
import type { Session } from './place.ts';
import { startsOf } from './recurrence.ts';
import { sessionCancelled } from './session-cancel.ts';

/** Sessions that were made, or one as it is now. */
export type SessionEvent =
  | { readonly type: 'sessionsSet'; readonly sessions: readonly Session[] }
  | { readonly type: 'sessionResized' | 'sessionCancelled'; readonly session: Session };
export type SessionDecision = { readonly events: readonly SessionEvent[] } | { readonly rejection: Rejection };
export type Sessions = ReadonlyMap<string, Session>;

export function evolveSessions(state: Sessions, event: SessionEvent): Sessions {
  const sessions = event.type === 'sessionsSet' ? event.sessions : [event.session];
  return new Map([...state, ...sessions.map((session) => [session.id, session] as const)]);
}

/** One date, or with a rule many. */
export interface SessionWish {
  /** `YYYY-MM-DDTHH:MM` in the offering's zone. */
  readonly localStart: string;
  /** Places; 0: the offering's. */
  readonly capacity: number;
  /** RFC 5545; empty: one date. */
  readonly recurrence: string;
  readonly excludedDates: readonly string[];
}

/** The sessions of a wish, earliest first. Throws `INVALID_ARGUMENT` naming the field below `field`. */
export function newSessions(newId: () => string, offering: Offering, wish: SessionWish, field: string): Session[] {
  if (offering.kind !== 'event') throw invalidField(`${field}.offering_id`, 'must be an event; other kinds are booked by working hours');
  if (!timeAtLocal(wish.localStart, 0, offering.timeZone)) throw notOfCalendar(`${field}.local_start`);
  const places = wish.capacity === 0 ? offering.capacity : wish.capacity;
  if (places < 1) throw invalidField(`${field}.capacity`, 'must be at least 1');
  return startsIn(wish, offering.timeZone, field).map((localStart) => {
    const time = timeAtLocal(localStart, offering.durationMinutes, offering.timeZone);
    if (!time) throw notOfCalendar(`${field}.local_start`);
    return { id: newId(), offeringId: offering.id, time, capacity: places, free: allLanes(places), taken: new Map(), left: new Map() };
  });
}

function startsIn({ localStart, recurrence, excludedDates }: SessionWish, timeZone: string, field: string): readonly string[] {
  if (recurrence === '') {
    if (excludedDates.length > 0) throw invalidField(`${field}.excluded_dates`, 'must be empty without a recurrence');
    return [localStart];
  }
  const found = startsOf({ rule: recurrence, localStart, timeZone, excluded: excludedDates });
  if ('problem' in found) throw invalidField(`${field}.recurrence`, found.problem, 'INVALID_RECURRENCE');
  return found.starts;
}

const notOfCalendar = (field: string) => invalidField(field, 'must be a date and time of the calendar, such as 2026-12-05T19:30');

/** Places that someone has booked or holds. */
export const placesBooked = ({ capacity, free }: Session): number => capacity - countLanes(free);

/** Another capacity: never less than what is booked. */
export function resize(session: Session, capacity: number): SessionDecision {
  if (session.cancelled) return { rejection: sessionCancelled() };
  const booked = placesBooked(session);
  if (capacity < booked) {
    const message = `${booked} places are booked; ${capacity} would be too few. Cancel or move bookings first, or keep at least ${booked}.`;
    return { rejection: reject('CAPACITY_BELOW_BOOKED', message, { metadata: { booked: String(booked), capacity: String(capacity) } }) };
  }
  return { events: [{ type: 'sessionResized', session: withCapacity(session, capacity) }] };
}

/** The session with so many places, at least as many as are booked. */
export function withCapacity(session: Session, capacity: number): Session {
  const numbered = session.numbered ?? session.capacity;
  const more = capacity - session.capacity;
  if (more <= 0) return { ...session, capacity, numbered, free: toLanes(lowestLanes(session.free, capacity - placesBooked(session)) ?? []) };
  // New numbers: one that was withdrawn with an earlier change may still be somebody's.
  const added = Array.from({ length: more }, (_, index) => numbered + index);
  return { ...session, capacity, numbered: numbered + more, free: withLanes(session.free, added) };
}

const toLanes = (lanes: readonly number[]) => withLanes([], lanes);

/** Another start, while nobody has booked: whoever did has agreed to a time. */
export function move(session: Session, localStart: string): SessionDecision {
  const { time, cancelled } = session;
  if (cancelled) return { rejection: sessionCancelled() };
  const minutes = (time.end.getTime() - time.start.getTime()) / 60_000;
  const moved = timeAtLocal(localStart, minutes, time.timeZone);
  if (!moved) throw notOfCalendar('local_start');
  const booked = placesBooked(session);
  if (booked > 0) {
    return { rejection: reject('SESSION_HAS_BOOKINGS', `${booked} places are booked for this time. Cancel or move these bookings first.`, { metadata: { booked: String(booked) } }) };
  }
  return { events: [{ type: 'sessionsSet', sessions: [{ ...session, time: moved }] }] };
}
