/** Booking's copy of an offering: the newest that the catalog told. */
import { fromJsonString } from '@bufbuild/protobuf';
import { OfferingSchema } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { single } from '../../runtime/actor/state.ts';
import type { Turn } from '../../runtime/actor/types.ts';
import { offeringStore } from '../db/offering-store.ts';
import type { Offering } from '../domain/offering.ts';
import type { OldCopy, ReadOffering } from '../effects/read-offering.ts';
import { offeringKey } from '../keys.ts';
import { fromOffering } from '../mapping.ts';

export interface OfferingTold {
  readonly type: 'offeringTold';
  readonly offering: Offering;
}

/** What the catalogue has told since is newer than what was read. */
function learn(turn: Turn<Offering | undefined, OfferingTold>, read: ReadOffering, { offeringId, version }: OldCopy): void {
  if (read === null || String(turn.version(offeringKey(offeringId))) !== version) return;
  turn.apply({ events: [{ type: 'offeringTold', offering: fromOffering(fromJsonString(OfferingSchema, read)) }] });
}

export const offeringCopyActor = actor({
  name: 'offering-copy',
  state: single<Offering>('offering', offeringStore),
  behaviour: { initial: undefined, evolve: (_: Offering | undefined, event: OfferingTold): Offering | undefined => event.offering },
  outcomes: { readOffering: learn },
});
