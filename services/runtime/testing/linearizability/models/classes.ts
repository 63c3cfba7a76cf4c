/** The time of somebody who gives classes: guests share a time to the minute while it has places, and no two times overlap. */
import { deterministic } from '../model.ts';
import { split, type Span } from './calendar.ts';

/** What guests do who stay where they are. */
export type GuestsInput =
  /** Takes places at a time for a holder, who has one at most. A holder who has just that already keeps it. */
  | ({ readonly kind: 'claim'; readonly holder: string; readonly places: number } & Span)
  /** Gives back a holder's places, and the time when nobody is left in it. */
  | { readonly kind: 'release'; readonly holder: string };

export type ClassesInput =
  | GuestsInput
  /** Takes places at another time for what a holder has: their own place is no obstacle, and a refusal leaves it as it was. */
  | ({ readonly kind: 'move'; readonly holder: string; readonly places: number } & Span);

interface Guest extends Span {
  readonly places: number;
}

/** What each holder has. */
type Guests = ReadonlyMap<string, Guest>;

/** Classes of `places` each, none of which has begun. */
export const classes = (places: number) =>
  deterministic<Guests, ClassesInput, boolean>({
    name: `classes of ${places}`,
    init: new Map(),
    apply(state, input) {
      const mine = state.get(input.holder);
      if (input.kind === 'release') return mine ? { state: new Map([...state].filter(([holder]) => holder !== input.holder)), output: true } : { state, output: false };
      const { start, end, places: party } = input;
      if (input.kind === 'claim' && mine) return { state, output: isSameTime(mine, input) && mine.places === party };
      if (input.kind === 'move' && !mine) return { state, output: false };
      const others = mine ? new Map([...state].filter(([holder]) => holder !== input.holder)) : state;
      return hasRoom(others, input, places) ? { state: new Map([...others, [input.holder, { start, end, places: party }]]), output: true } : { state, output: false };
    },
    key: (state) => [...state].map(([holder, guest]) => `${holder}:${guest.places}@${guest.start}-${guest.end}`).sort().join(' '),
    hasEffect: (operation) => operation.status === 'info' || operation.output,
    split,
    showInput: (input) => (input.kind === 'release' ? `release ${input.holder}` : `${input.kind} ${input.places} of [${input.start}, ${input.end}) for ${input.holder}`),
    showOutput: String,
  });

const isSameTime = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end;

function hasRoom(state: Guests, wish: Guest, most: number): boolean {
  const around = [...state.values()].filter(({ start, end }) => start < wish.end && wish.start < end);
  const booked = around.reduce((sum, { places }) => sum + places, 0);
  return around.every((guest) => isSameTime(guest, wish)) && booked + wish.places <= most;
}
