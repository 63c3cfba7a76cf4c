/** What is asked of the engine: everything that availability depends on, as values, so that the same question always has the same answer. */
import type { Offering } from '../offering.ts';
import type { Stretch } from '../opening.ts';
import type { BookingRules } from '../rules.ts';
import type { Bookable, Closure } from '../schedule.ts';

/** Starts of living bookings of the offering, in milliseconds; only what the rules' limits need. */
export interface Counted {
  readonly byCustomer: readonly number[];
  readonly byAll: readonly number[];
}

/** A time of a class in which somebody has a place. */
export interface ClassTime {
  readonly start: number;
  readonly end: number;
  readonly booked: number;
  /** Who serves it, in the order of the needs. */
  readonly ids: readonly string[];
}

export type ClassTimes = ReadonlyMap<number, readonly ClassTime[]>;

export interface Question {
  readonly offering: Offering;
  readonly rules: BookingRules;
  /** Of the whole visit, with what add-ons take. */
  readonly durationMinutes: number;
  /** What add-ons take of it. */
  readonly extraMinutes: number;
  /** Everyone and everything that could serve a need. */
  readonly bookables: readonly Bookable[];
  readonly closures: readonly Closure[];
  /** By bookable: what is taken, sorted, without overlaps. */
  readonly busy: ReadonlyMap<string, readonly Stretch[]>;
  /** Of the offering by start, when it is a class. What they take is in `busy` as well. */
  readonly classes: ClassTimes;
  readonly counted: Counted;
  /** Who asks, when limits for each customer are to count. */
  readonly customerId?: string | undefined;
  /** Milliseconds since 1970 UTC, as all instants here. */
  readonly now: number;
  /** Only with this bookable, in the part of the booking that gives it its times. */
  readonly askedId?: string | undefined;
}

export const noClasses: ClassTimes = new Map();

export const nothingCounted: Counted = { byCustomer: [], byAll: [] };
