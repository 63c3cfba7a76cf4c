/** Who takes a booking when anybody would do: whoever is free and has the least to do that day. */
import { assign } from './availability/assignment.ts';
import type { BookingState, Take } from './booking.ts';
import type { Span } from './local-time.ts';
import { isFree, type Calendar } from './place.ts';
import { calendarIn } from './takes.ts';

export interface Candidate {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
}

/** One of the bookables that a booking needs: its time with the buffers, and everyone who is there for it then. */
export interface WantedUnit {
  readonly start: Date;
  readonly end: Date;
  readonly candidates: readonly Candidate[];
}

export interface Choosing {
  readonly units: readonly WantedUnit[];
  /** The local day on which work is shared out fairly. */
  readonly day: Span;
  /** Whoever serves the booking now goes on doing so when they can. */
  readonly staysWith: readonly string[];
}

/** A free candidate for each unit; `undefined` when somebody has taken what was left. */
export function choose(state: BookingState, { units, day, staysWith }: Choosing): readonly Take[] | undefined {
  const wanted = units.map((unit) => ({
    from: unit.start.getTime(),
    to: unit.end.getTime(),
    candidates: unit.candidates.filter(({ id }) => isFree(calendarIn(state, id), unit)).toSorted(fairly(state, day, staysWith)),
  }));
  const chosen = assign(wanted);
  return chosen && units.flatMap(({ start, end }, index) => (chosen[index] ? [{ ...toTake(chosen[index]), start, end }] : []));
}

const toTake = ({ id, kind, name }: Candidate): Candidate => ({ id, kind, name });

/** First who stays, then who has the fewest minutes booked that day, then whose newest booking is the oldest, then by id. */
function fairly(state: BookingState, day: Span, staysWith: readonly string[]): (a: Candidate, b: Candidate) => number {
  const works = new Map<string, Work>();
  const workOf = ({ id }: Candidate): Work => {
    const work = works.get(id) ?? workIn(calendarIn(state, id), [day]);
    works.set(id, work);
    return work;
  };
  const stays = ({ id }: Candidate): number => (staysWith.includes(id) ? 0 : 1);
  return (a, b) => stays(a) - stays(b) || byWork(workOf(a), workOf(b));
}

/** What somebody has to do on some days. */
export interface Work {
  readonly id: string;
  readonly ms: number;
  /** Ids of claims grow with the time at which they were made. */
  readonly newest: string;
}

export function workIn({ id, claims }: Calendar, days: readonly Span[]): Work {
  const stretches = days.flatMap(({ from, to }) =>
    claims
      .filter(({ start, end }) => start < to && end > from)
      .map((claim) => ({ id: claim.id, ms: Math.min(claim.end.getTime(), to.getTime()) - Math.max(claim.start.getTime(), from.getTime()) })));
  return {
    id,
    ms: stretches.reduce((sum, { ms }) => sum + ms, 0),
    newest: stretches.reduce((newest, claim) => (claim.id > newest ? claim.id : newest), ''),
  };
}

/** Whose turn it is first. */
export const byWork = (a: Work, b: Work): number => a.ms - b.ms || compare(a.newest, b.newest) || compare(a.id, b.id);

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
