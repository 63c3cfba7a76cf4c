/** Planted: the first guest who leaves a class gives its time back, though others are still in it. */
import type { Actor } from '#runtime/actor/actor.ts';
import type { BookingEvent, BookingState } from '../../../services/booking/domain/booking.ts';
import { withoutClaims } from '../../../services/booking/domain/takes.ts';
import type { Bug } from './bug.ts';

type Evolve = (state: unknown, event: unknown) => unknown;

const hasty = (evolve: Evolve): Evolve => (state, event) => {
  const after = evolve(state, event) as BookingState;
  const { booking } = after;
  if ((event as BookingEvent).type !== 'cancelled' || booking?.place.kind !== 'class') return after;
  return { ...after, calendars: withoutClaims(after, booking.place.sessionId, booking.place) };
};

export const classEndsEarly: Bug = {
  name: 'class-ends-early',
  about: 'staff and room of a class are free again as soon as one of its guests has cancelled',
  actor<A extends Actor>(actor: A): A {
    return actor.name === 'booking' ? { ...actor, behaviour: { ...actor.behaviour, evolve: hasty(actor.behaviour.evolve as Evolve) } } : actor;
  },
};
