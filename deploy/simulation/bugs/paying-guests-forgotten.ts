/** Planted: a date that is cancelled takes the bookings that it finds, and does not look again. */
import type { Actor } from '#runtime/actor/actor.ts';
import type { Turn } from '#runtime/actor/types.ts';
import type { Bug } from './bug.ts';

/** The turn as it looks to somebody who thinks that everything is done at once; what it reads stays as new as it is. */
const onlyNow = (turn: Turn<unknown, unknown>): Turn<unknown, unknown> => ({
  ...turn,
  get state() {
    return turn.state;
  },
  remind: () => undefined,
});

export const payingGuestsForgotten: Bug = {
  name: 'paying-guests-forgotten',
  about: 'whoever is paying while their date is cancelled keeps a place at a date that does not take place',
  actor<A extends Actor>(actor: A): A {
    const cancelNext = actor.reminders?.['cancelNext'];
    if (actor.name !== 'session-cancellation' || !cancelNext) return actor;
    return { ...actor, reminders: { ...actor.reminders, cancelNext: (turn: unknown) => cancelNext(onlyNow(turn as Turn<unknown, unknown>)) } };
  },
};
