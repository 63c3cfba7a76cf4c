/** Planted: staff and rooms are deleted whatever they have ahead. */
import type { Actor } from '#runtime/actor/actor.ts';
import type { BookableTurn } from '../../../services/booking/actors/bookable-state.ts';
import type { Bug } from './bug.ts';
import { onCommand } from './on-command.ts';

/** The turn as it looks to somebody who sees an empty calendar, and leaves it as it is. */
const carefree = (turn: BookableTurn): BookableTurn =>
  Object.create(turn, {
    state: { get: () => ({ ...turn.state, calendar: turn.state.calendar && { ...turn.state.calendar, claims: [] } }) },
    apply: { value: (decision: Parameters<BookableTurn['apply']>[0]) => turn.apply('events' in decision ? { events: decision.events.map((event) => (event.type === 'deleted' ? { ...event, rest: { ...event.rest, end: new Date(event.rest.start.getTime() + 1) } } : event)) } : decision) },
  });

export const deletedAllTheSame: Bug = {
  name: 'deleted-all-the-same',
  about: 'a member of staff or a room is deleted while bookings are ahead of them',
  actor<A extends Actor>(actor: A): A {
    const change = (one: A, name: string): A => onCommand(one, name, (turn) => (on, request, facts) => turn(carefree(on as BookableTurn) as typeof on, request, facts));
    return change(change(actor, 'deleteStaff'), 'deleteResource');
  },
};
