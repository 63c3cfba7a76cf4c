/** Places that can be taken once: the lanes of a session and the time of a member of staff. */
import type { BookedTime } from './local-time.ts';

/** A session: each place is a lane, and a lane is taken by at most one booking. */
export interface Session {
  readonly id: string;
  readonly offeringId: string;
  readonly time: BookedTime;
  readonly capacity: number;
  /** Booking by lane, lanes counted from 0. */
  readonly taken: ReadonlyMap<number, string>;
}

/** A stretch of someone's time. */
export interface Claim {
  readonly id: string;
  readonly bookingId: string;
  readonly start: Date;
  readonly end: Date;
}

/** A member of staff's claims, as far as they were loaded. */
export interface Calendar {
  readonly id: string;
  readonly claims: readonly Claim[];
}

/** Free lanes for a party, lowest first; `undefined` when there are not enough. */
export function freeLanes(session: Session, party: number): readonly number[] | undefined {
  const lanes: number[] = [];
  for (let lane = 0; lane < session.capacity && lanes.length < party; lane += 1) {
    if (!session.taken.has(lane)) lanes.push(lane);
  }
  return lanes.length === party ? lanes : undefined;
}

export const placesLeft = (session: Session): number => Math.max(0, session.capacity - session.taken.size);

/** True when nothing of the half-open span is claimed. */
export const isFree = (calendar: Calendar, { start, end }: Pick<BookedTime, 'start' | 'end'>): boolean =>
  calendar.claims.every((claim) => claim.end <= start || claim.start >= end);

export const takeLanes = (session: Session, lanes: readonly number[], bookingId: string): Session => ({
  ...session,
  taken: new Map([...session.taken, ...lanes.map((lane) => [lane, bookingId] as const)]),
});

export const leaveLanes = (session: Session, bookingId: string): Session => ({
  ...session,
  taken: new Map([...session.taken].filter(([, holder]) => holder !== bookingId)),
});

export const takeTime = (calendar: Calendar, claim: Claim): Calendar => ({ ...calendar, claims: [...calendar.claims, claim] });

export const leaveTime = (calendar: Calendar, bookingId: string): Calendar => ({
  ...calendar,
  claims: calendar.claims.filter((claim) => claim.bookingId !== bookingId),
});
