/** Time as an argument: production uses the system's clock, simulation replaces it. */

/** A source of the present. */
export interface Clock {
  /** The present instant. */
  now(): Date;
}

/** The machine's clock. Due times and expiries use the database's instead. */
export const systemClock: Clock = { now: () => new Date() };
