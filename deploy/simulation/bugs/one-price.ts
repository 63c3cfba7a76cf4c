/** Planted: whoever chooses a variant pays the offering's own price. */
import type { HoldFacts } from '../../../services/booking/actors/prepare-hold.ts';
import type { Bug } from './bug.ts';
import { onCommand } from './on-command.ts';

function atOnePrice(facts: HoldFacts): HoldFacts {
  const variant = 'wanted' in facts ? facts.wanted.selection?.variant : undefined;
  if (!('wanted' in facts) || !facts.wanted.selection || !variant) return facts;
  return { wanted: { ...facts.wanted, selection: { ...facts.wanted.selection, variant: { ...variant, price: undefined } } } };
}

export const onePrice: Bug = {
  name: 'one-price',
  about: 'every variant is sold at the price of the offering',
  actor: (actor) => onCommand(actor, 'createBooking', (turn) => (on, request, facts) => turn(on, request, atOnePrice(facts as HoldFacts) as typeof facts)),
};
