/** Staff and resources in their turns: what they are and, where it matters, what they have ahead. */
import { heldOf, type Held } from '../../runtime/actor/state.ts';
import type { Behaviour, StateShape, Store, Turn } from '../../runtime/actor/types.ts';
import { notFound } from '../../runtime/errors.ts';
import { calendarStore } from '../db/calendar-store.ts';
import { deletion, type BookableEvent } from '../domain/bookable.ts';
import { takeTime, type Calendar } from '../domain/place.ts';
import type { Bookable } from '../domain/schedule.ts';
import { calendarKey } from '../keys.ts';

export interface BookableState {
  readonly held: Held<Bookable>;
  /** Of turns that route its key as well. */
  readonly calendar: Calendar | undefined;
}

export type BookableTurn = Turn<BookableState, BookableEvent>;

export const bookableState = (type: 'staff' | 'resource', store: Store<Bookable>): StateShape<BookableState> => ({
  stores: { [type]: store, calendar: calendarStore },
  compose: (parts) => ({
    held: heldOf<Bookable>(parts, type),
    calendar: parts.some(([key]) => key.type === 'calendar') ? heldOf<Calendar>(parts, 'calendar').value : undefined,
  }),
  decompose: ({ held: { key, value }, calendar }) => [[key, value], ...(calendar ? [[calendarKey(calendar.id), calendar] as const] : [])],
});

export const bookableBehaviour = (type: 'staff' | 'resource'): Behaviour<BookableState, BookableEvent> => ({
  initial: { held: { key: { type, id: '' }, value: undefined }, calendar: undefined },
  evolve(state, event) {
    if (event.type === 'set') return { ...state, held: { ...state.held, value: event.bookable } };
    return { held: { ...state.held, value: undefined }, calendar: state.calendar && takeTime(state.calendar, event.rest) };
  },
});

/** The bookable as it is, when there is one and the etag is its newest. */
export function expectBookable(turn: BookableTurn, what: string, typeId: string, etag: string): Bookable {
  const { key, value } = turn.state.held;
  if (!value) throw notFound(what, typeId);
  turn.expectEtag(key, etag);
  return value;
}

/** Deletes it, unless it has bookings ahead. */
export function deleteBookable(turn: BookableTurn, what: string, typeId: string, etag: string): Record<never, never> {
  const bookable = expectBookable(turn, what, typeId, etag);
  const { calendar } = turn.state;
  if (!calendar) throw new TypeError(`the turn does not hold the calendar of ${typeId}`);
  turn.apply(deletion(bookable, calendar, turn.now));
  return {};
}
