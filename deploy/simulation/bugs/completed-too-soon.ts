/** Planted: a booking is completed when it begins. */
import type { Actor } from '#runtime/actor/actor.ts';
import { COMPLETE, type BookingTurn } from '../../../services/booking/actors/booking-turn.ts';
import { completionOf } from '../../../services/booking/domain/complete.ts';
import type { Bug } from './bug.ts';

export const completedTooSoon: Bug = {
  name: 'completed-too-soon',
  about: 'what has only begun counts as completed',
  tables: (tables) => ({
    ...tables,
    records: {
      ...tables.records,
      setReminders: (query, reminders, now) =>
        tables.records.setReminders(query, reminders.map((each) => (each.name === COMPLETE ? { ...each, due: new Date(each.due.getTime() - 2 * 3_600_000) } : each)), now),
    },
  }),
  actor<A extends Actor>(actor: A): A {
    const complete = actor.reminders?.[COMPLETE];
    if (!complete) return actor;
    const hasty = (turn: unknown): void => {
      const { booking } = (turn as BookingTurn).state;
      complete(booking ? Object.create(turn as BookingTurn, { now: { value: completionOf(booking) } }) : turn);
    };
    return { ...actor, reminders: { ...actor.reminders, [COMPLETE]: hasty } };
  },
};
