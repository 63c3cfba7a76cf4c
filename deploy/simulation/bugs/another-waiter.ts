/** Planted: a time that was found for whoever waits first is held for whoever joined last. */
import type { Actor } from '#runtime/actor/actor.ts';
import type { WaitlistTurn } from '../../../services/booking/actors/waitlist-turn.ts';
import type { FoundTime } from '../../../services/booking/effects/find-time.ts';
import type { Bug } from './bug.ts';

const forTheLast = ({ state }: WaitlistTurn, found: FoundTime | null): FoundTime | null => {
  const last = state.waitlist.entries.findLast(({ status }) => status === 'waiting');
  return found && { ...found, entryId: last?.id ?? found.entryId };
};

export const anotherWaiter: Bug = {
  name: 'another-waiter',
  about: 'a time that became free is held for another one of those who wait than the one for whom it was found',
  actor<A extends Actor>(actor: A): A {
    const findTime = actor.outcomes?.['findTime'];
    if (!findTime) return actor;
    return { ...actor, outcomes: { ...actor.outcomes, findTime: (turn, found, effect) => findTime(turn, forTheLast(turn as WaitlistTurn, found) as never, effect) } };
  },
};
