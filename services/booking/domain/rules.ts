/** How an offering can be booked: what one booking takes, and when. The business sets them apart from the catalogue. */

import type { CancellationTier } from './policy.ts';

/** Something that a booking takes besides, or instead of, one of the offering's staff, for the whole time or a part of it. */
export interface Need {
  /** Kind of the bookable: `staff`, or `room`, `chair`, … */
  readonly kind: string;
  /** How many of them; 1 or more. */
  readonly count: number;
  /** All of these, when there are any. */
  readonly skills: readonly string[];
  /** Minutes from the start of the booking; 0 at its beginning. */
  readonly offsetMinutes: number;
  /** Minutes; 0: to the end of the booking. */
  readonly minutes: number;
}

export type Period = 'day' | 'week' | 'month' | 'ever';

/** At most `max` living bookings in each period; periods begin as local dates do, weeks on Monday. */
export interface Limit {
  readonly max: number;
  readonly period: Period;
}

export interface BookingRules {
  readonly offeringId: string;
  /** Between two starts that are offered; 0: as long as the offering. */
  readonly stepMinutes: number;
  /** Taken with the booking, before and after its time. */
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
  /** Not later than this before the start. */
  readonly leadMinutes: number;
  /** Not earlier than this before the start; 0: as early as one likes. */
  readonly windowDays: number;
  /** Other durations that a customer may choose, in minutes; none: the offering's own. */
  readonly durations: readonly number[];
  /** Absent: one of the offering's staff. */
  readonly needs: readonly Need[];
  /** Places in each time. Above 1 it is a class: several bookings share a time of the same staff and resources. */
  readonly capacity: number;
  readonly perCustomer: Limit | undefined;
  /** Of all customers together. */
  readonly inTotal: Limit | undefined;
  /** What cancelling gives back, longest before the start first; none: what the offering says. */
  readonly cancellationTiers: readonly CancellationTier[];
}

/** What holds until the business says otherwise. */
export const defaultRules = (offeringId: string): BookingRules => ({
  offeringId,
  stepMinutes: 0,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  leadMinutes: 0,
  windowDays: 0,
  durations: [],
  needs: [],
  capacity: 1,
  perCustomer: undefined,
  inTotal: undefined,
  cancellationTiers: [],
});

/** Whether the rules say of a date whether it can be booked, apart from its places. */
export const limitsDates = ({ leadMinutes, windowDays, perCustomer, inTotal }: BookingRules): boolean =>
  leadMinutes > 0 || windowDays > 0 || perCustomer !== undefined || inTotal !== undefined;
