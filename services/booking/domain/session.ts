/** Creating sessions: dates of event offerings. */
import { invalidField } from '../../runtime/errors.ts';
import { allLanes } from './lanes.ts';
import { timeAtLocal } from './local-time.ts';
import type { Offering } from './offering.ts';
import type { Session } from './place.ts';

export type SessionEvent = { readonly type: 'sessionsCreated'; readonly sessions: readonly Session[] };
export type Sessions = ReadonlyMap<string, Session>;

export const evolveSessions = (state: Sessions, event: SessionEvent): Sessions =>
  new Map([...state, ...event.sessions.map((session) => [session.id, session] as const)]);

/** A session at a local wall time. Throws `INVALID_ARGUMENT` naming the field. */
export function newSession(id: string, offering: Offering, localStart: string, capacity: number, field: string): Session {
  if (offering.kind !== 'event') throw invalidField(`${field}.offering_id`, 'must be an event; other kinds are booked by working hours');
  const time = timeAtLocal(localStart, offering.durationMinutes, offering.timeZone);
  if (!time) throw invalidField(`${field}.local_start`, 'must be a date and time of the calendar, such as 2026-12-05T19:30');
  const places = capacity === 0 ? offering.capacity : capacity;
  if (places < 1) throw invalidField(`${field}.capacity`, 'must be at least 1');
  return { id, offeringId: offering.id, time, capacity: places, free: allLanes(places), taken: new Map(), left: new Map() };
}
