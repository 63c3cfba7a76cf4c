/** Places that can be taken once: the lanes of a session and the time of a member of staff. */
import { countLanes, lowestLanes, withLanes, withoutLanes, type Lanes } from './lanes.ts';
import type { Act, Take } from './booking.ts';
import type { BookedTime } from './local-time.ts';

/** A date of an event, or a time of a class: each place is a lane, and a lane is taken by at most one booking. */
export interface Session {
  readonly id: string;
  readonly offeringId: string;
  readonly time: BookedTime;
  readonly capacity: number;
  /** Of a class: whose time it takes while somebody has a place in it. Dates of events take nobody's. */
  readonly takes?: readonly Take[] | undefined;
  /** Lanes that were ever numbered; absent while the capacity was never changed, and lanes are those below it. */
  readonly numbered?: number | undefined;
  /** The smallest party on its waitlist; absent while nobody waits. */
  readonly waitingParty?: number | undefined;
  /** It does not take place; by whom, when and why. */
  readonly cancelled?: Act | undefined;
  /** Lanes that nobody has, counted from 0. */
  readonly free: Lanes;
  /** Since the session was loaded: booking by lane that was taken, and by lane that was given back. */
  readonly taken: ReadonlyMap<number, string>;
  readonly left: ReadonlyMap<number, string>;
}

/** A stretch of someone's time. */
export interface Claim {
  readonly id: string;
  /** Of a class, the session that its bookings share. */
  readonly bookingId: string;
  readonly start: Date;
  readonly end: Date;
}

/** A member of staff's claims, as far as they were loaded. */
export interface Calendar {
  readonly id: string;
  readonly claims: readonly Claim[];
}

/** Free lanes for a party, lowest first; `undefined` when there are not enough, or the session is cancelled. */
export const freeLanes = ({ free, cancelled }: Session, party: number): readonly number[] | undefined => (cancelled ? undefined : lowestLanes(free, party));

/** Places that can be had. */
export const placesLeft = ({ free, cancelled }: Session): number => (cancelled ? 0 : countLanes(free));

/** True when nothing of the half-open span is claimed. */
export const isFree = (calendar: Calendar, { start, end }: Pick<BookedTime, 'start' | 'end'>): boolean =>
  calendar.claims.every((claim) => claim.end <= start || claim.start >= end);

export function takeLanes(session: Session, lanes: readonly number[], bookingId: string): Session {
  const taken = new Map(session.taken);
  for (const lane of lanes) taken.set(lane, bookingId);
  return { ...session, free: withoutLanes(session.free, lanes), taken };
}

export function leaveLanes(session: Session, lanes: readonly number[], bookingId: string): Session {
  const [taken, left] = [new Map(session.taken), new Map(session.left)];
  // What was taken since the session was loaded is in no row yet.
  for (const lane of lanes) if (!taken.delete(lane)) left.set(lane, bookingId);
  return { ...session, free: withLanes(session.free, lanes), taken, left };
}

export const takeTime = (calendar: Calendar, claim: Claim): Calendar => ({ ...calendar, claims: [...calendar.claims, claim] });

export const leaveTime = (calendar: Calendar, bookingId: string): Calendar => ({
  ...calendar,
  claims: calendar.claims.filter((claim) => claim.bookingId !== bookingId),
});
