/** Planted: an offer goes to whoever joined last. */
import type { Actor } from '#runtime/actor/actor.ts';
import { OFFER, type WaitlistTurn } from '../../../services/booking/actors/waitlist-turn.ts';
import type { Bug } from './bug.ts';

/** The turn as it looks to somebody who reads the list from its end. */
const upsideDown = (turn: WaitlistTurn): WaitlistTurn =>
  Object.create(turn, {
    state: { get: () => ({ ...turn.state, waitlist: { ...turn.state.waitlist, entries: turn.state.waitlist.entries.toReversed() } }) },
  });

export const lastFirst: Bug = {
  name: 'last-first',
  about: 'places that become free are offered without regard to who was first',
  actor<A extends Actor>(actor: A): A {
    const offer = actor.reminders?.[OFFER];
    if (!offer) return actor;
    return { ...actor, reminders: { ...actor.reminders, [OFFER]: (turn: unknown) => offer(upsideDown(turn as WaitlistTurn)) } };
  },
};
