/**
 * Limits however many ask at once: what counts towards each is counted in the turn that holds its key, which every hold under that
 * limit needs. What is counted are living bookings, so cancelling or expiring gives back without a word.
 */
import { derivedId } from '../../runtime/ids.ts';
import type { Rejection } from '../../runtime/errors.ts';
import type { Booking } from './booking.ts';

/** Whose bookings count: those of an offering, of everybody or of one customer; and when: those that begin in the half-open period. */
export interface Counting {
  /** Of the key. */
  readonly id: string;
  readonly offeringId: string;
  readonly customerId: string | undefined;
  /** Milliseconds since 1970; infinite for all there ever were. */
  readonly from: number;
  readonly to: number;
}

/** A limit as it applies to one hold. */
export interface AppliedLimit extends Counting {
  readonly max: number;
  /** What to say when it is reached. */
  readonly rejection: Rejection;
}

/** What a turn knows of the bookings under a key: how many begin in each period that it asked about. */
export interface Tally {
  readonly id: string;
  readonly counts: readonly (Counting & { readonly count: number })[];
}

export type Tallies = ReadonlyMap<string, Tally>;

/** The key of a limit on everybody's bookings of an offering, or on those of one customer. */
export const limitIdOf = (offeringId: string, customerId?: string): string => derivedId('limit', offeringId, ...(customerId === undefined ? [] : [customerId]));

/** The first limit that is reached. Throws `TypeError` when the turn does not hold its key: a defect. */
export const refuseOver = (tallies: Tallies = new Map(), limits: readonly AppliedLimit[] = []): Rejection | undefined =>
  limits.find((limit) => countOf(tallies, limit) >= limit.max)?.rejection;

function countOf(tallies: Tallies, { id, from, to }: AppliedLimit): number {
  const counted = tallies.get(id)?.counts.find((each) => each.from === from && each.to === to);
  if (!counted) throw new TypeError('the turn has not counted for this limit');
  return counted.count;
}

/** The tallies with one more booking. */
export function withCounted(tallies: Tallies, booking: Pick<Booking, 'offering' | 'customer' | 'time'>): Tallies {
  const next = new Map(tallies);
  for (const [id, { counts }] of tallies) {
    if (counts.some((each) => isCounted(each, booking))) next.set(id, { id, counts: counts.map((each) => (isCounted(each, booking) ? { ...each, count: each.count + 1 } : each)) });
  }
  return next;
}

function isCounted({ offeringId, customerId, from, to }: Counting, { offering, customer, time }: Pick<Booking, 'offering' | 'customer' | 'time'>): boolean {
  const start = time.start.getTime();
  return offeringId === offering.id && (customerId === undefined || customerId === customer.id) && start >= from && start < to;
}
