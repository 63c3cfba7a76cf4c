/** Booking's copy of an offering: the newest that the catalog told. */
import { actor } from '../../runtime/actor/actor.ts';
import { single } from '../../runtime/actor/state.ts';
import { offeringStore } from '../db/offering-store.ts';
import type { Offering } from '../domain/offering.ts';

export interface OfferingTold {
  readonly type: 'offeringTold';
  readonly offering: Offering;
}

export const offeringCopyActor = actor({
  name: 'offering-copy',
  state: single<Offering>('offering', offeringStore),
  behaviour: { initial: undefined, evolve: (_: Offering | undefined, event: OfferingTold): Offering | undefined => event.offering },
});
