/** Planted: whoever waits for a time is looked after when they join, and not when something ends. */
import type { Actor } from '#runtime/actor/actor.ts';
import { OFFER, type WaitlistTurn } from '../../../services/booking/actors/waitlist-turn.ts';
import { isOfTimes } from '../../../services/booking/domain/waitlist.ts';
import type { Bug } from './bug.ts';

export const timesForgotten: Bug = {
  name: 'times-forgotten',
  about: 'a time that becomes free is looked for by nobody, while somebody waits for it',
  actor<A extends Actor>(actor: A): A {
    const offer = actor.reminders?.[OFFER];
    if (!offer) return actor;
    return { ...actor, reminders: { ...actor.reminders, [OFFER]: (turn) => (isOfTimes((turn as WaitlistTurn).state.waitlist) ? undefined : offer(turn)) } };
  },
};
