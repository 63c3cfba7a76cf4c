/** Planted: whoever would share a class is told that it is full while it has a place. */
import type { HoldFacts } from '../../../services/booking/actors/prepare-hold.ts';
import type { Bug } from './bug.ts';
import { onCommand } from './on-command.ts';

function alone(facts: HoldFacts): HoldFacts {
  if (!('wanted' in facts) || facts.wanted.place.kind !== 'class') return facts;
  const { place } = facts.wanted;
  return { wanted: { ...facts.wanted, place: { ...place, capacity: Math.max(place.party, place.capacity - 1) } } };
}

export const classIsFullEarly: Bug = {
  name: 'class-is-full-early',
  about: 'the last place of a class is refused to whoever wants it',
  actor: (actor) => onCommand(actor, 'createBooking', (turn) => (on, request, facts) => turn(on, request, alone(facts as HoldFacts) as typeof facts)),
};
