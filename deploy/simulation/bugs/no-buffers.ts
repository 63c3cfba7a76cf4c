/** Planted: a claim is as long as the visit. */
import type { HoldFacts } from '../../../services/booking/actors/prepare-hold.ts';
import type { Bug } from './bug.ts';
import { onCommand } from './on-command.ts';

function withoutBuffers(facts: HoldFacts): HoldFacts {
  if (!('wanted' in facts) || facts.wanted.place.kind !== 'time') return facts;
  const { place } = facts.wanted;
  const { start, end } = place.time;
  return { wanted: { ...facts.wanted, place: { ...place, units: place.units.map((unit) => ({ ...unit, start, end })) } } };
}

export const noBuffers: Bug = {
  name: 'no-buffers',
  about: 'a hold claims the time of the visit and forgets what must stay free before and after it',
  actor: (actor) => onCommand(actor, 'createBooking', (turn) => (on, request, facts) => turn(on, request, withoutBuffers(facts) as typeof facts)),
};
