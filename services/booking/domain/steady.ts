/** Who serves a series, when anybody would do: whoever can serve the most of its dates, chosen once and fairly for all of them. */
import { isFree, type Calendar } from './place.ts';
import { byWork, workIn, type Candidate, type Choosing, type WantedUnit, type Work } from './choose.ts';
import type { BookingState } from './booking.ts';
import { calendarIn } from './takes.ts';

type Calendars = Pick<BookingState, 'calendars'>;

/** Ids of those who are preferred at every date: one for each of the units that a date takes. */
export function steady(state: Calendars, dates: readonly Choosing[]): readonly string[] {
  const chosen: string[] = [];
  for (const index of dates[0]?.units.keys() ?? []) {
    const candidates = candidatesOf(dates, index).filter(({ id }) => !chosen.includes(id));
    const [best] = candidates.map((candidate) => standing(calendarIn(state, candidate.id), dates, index)).toSorted((a, b) => b.dates - a.dates || byWork(a.work, b.work));
    if (best) chosen.push(best.work.id);
  }
  return chosen;
}

/** Everyone who could serve the unit at one of the dates at least. */
function candidatesOf(dates: readonly Choosing[], index: number): readonly Candidate[] {
  const all = dates.flatMap(({ units }) => units[index]?.candidates ?? []);
  return [...new Map(all.map((candidate) => [candidate.id, candidate])).values()];
}

interface Standing {
  /** At how many dates they are free. */
  readonly dates: number;
  /** On the days of the series. */
  readonly work: Work;
}

function standing(calendar: Calendar, dates: readonly Choosing[], index: number): Standing {
  const serves = (unit: WantedUnit | undefined): boolean => unit !== undefined && unit.candidates.some(({ id }) => id === calendar.id) && isFree(calendar, unit);
  return { dates: dates.filter(({ units }) => serves(units[index])).length, work: workIn(calendar, dates.map(({ day }) => day)) };
}
