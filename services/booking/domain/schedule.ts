/** When someone or something works: weekly rules, what replaces them on a date, and when all is closed. Local wall times, so that rules mean what people read. */

/** Every week on one day (1 is Monday), local `HH:MM`, `24:00` for the end of a day; end after start. Both dates, `YYYY-MM-DD`, are within. */
export interface WeeklyRule {
  readonly day: number;
  readonly start: string;
  readonly end: string;
  /** Not before this date. */
  readonly from?: string | undefined;
  /** Not after this date. */
  readonly until?: string | undefined;
}

/** Hours of one date instead of the weekly ones; none at all is a day off. */
export interface DateOverride {
  readonly date: string;
  readonly hours: readonly { readonly start: string; readonly end: string }[];
  readonly reason: string;
}

export interface Schedule {
  /** IANA. */
  readonly timeZone: string;
  readonly weekly: readonly WeeklyRule[];
  /** At most one a date. */
  readonly overrides: readonly DateOverride[];
}

/** Days on which the whole business is closed, each in the zone of whoever would work; both dates are within. */
export interface Closure {
  readonly id: string;
  readonly from: string;
  readonly until: string;
  readonly reason: string;
}

/** Whose time can be taken: staff, or a room, a chair, a boat. */
export interface Bookable {
  readonly id: string;
  /** `staff`, or the kind that an offering's needs name, such as `room`. */
  readonly kind: string;
  readonly name: string;
  /** What staff serve; resources serve whatever needs their kind. */
  readonly offeringIds: readonly string[];
  readonly skills: readonly string[];
  readonly schedule: Schedule;
}
