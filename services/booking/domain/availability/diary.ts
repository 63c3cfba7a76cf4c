/** A bookable's opening and what is taken of it, searched in logarithmic time: a month asks thousands of times. */
import { openingOf, type Opening, type OpenStretch, type ShutDate, type Stretch } from '../opening.ts';
import type { Bookable, Closure } from '../schedule.ts';

export interface Diary {
  readonly bookable: Bookable;
  readonly opening: Opening;
  /** Sorted, without overlaps. */
  readonly taken: readonly Stretch[];
}

const NOTHING: readonly Stretch[] = [];

/** The diary as far as the half-open span needs it. */
export const diaryOf = (bookable: Bookable, closures: readonly Closure[], busy: ReadonlyMap<string, readonly Stretch[]>, from: number, to: number): Diary => ({
  bookable,
  opening: openingOf(bookable.schedule, closures, from, to),
  taken: busy.get(bookable.id) ?? NOTHING,
});

/** The last stretch that begins at or before the instant. */
function lastFrom<S extends Stretch>(stretches: readonly S[], instant: number): S | undefined {
  let [low, high] = [0, stretches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle]?.start ?? Infinity) <= instant) low = middle + 1;
    else high = middle;
  }
  return stretches[low - 1];
}

/** The open stretch that holds the instant. */
export function openAt({ opening }: Diary, instant: number): OpenStretch | undefined {
  const stretch = lastFrom(opening.open, instant);
  return stretch && instant < stretch.end ? stretch : undefined;
}

/** What shuts the date of the instant. */
export const shutAt = ({ opening }: Diary, instant: number): ShutDate | undefined =>
  opening.shut.find(({ start, end }) => start <= instant && instant < end);

/** The last claim that overlaps the half-open span. */
export function takenWithin({ taken }: Diary, from: number, to: number): Stretch | undefined {
  const last = lastFrom(taken, to - 1);
  return last && last.end > from ? last : undefined;
}
