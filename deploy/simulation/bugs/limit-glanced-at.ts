/** Planted: limits are looked at before a booking queues, and not again when its turn comes. */
import type { HoldFacts } from '../../../services/booking/actors/prepare-hold.ts';
import type { Bug } from './bug.ts';
import { onCommand } from './on-command.ts';

const withoutLimits = (facts: HoldFacts): HoldFacts => ('wanted' in facts ? { wanted: { ...facts.wanted, place: { ...facts.wanted.place, limits: [] } } } : facts);

export const limitGlancedAt: Bug = {
  name: 'limit-glanced-at',
  about: 'whoever asks at the same time as others is not counted',
  actor: (actor) => onCommand(actor, 'createBooking', (turn) => (on, request, facts) => turn(on, request, withoutLimits(facts as HoldFacts) as typeof facts)),
};
