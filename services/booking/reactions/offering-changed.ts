/** Keeps booking's copy of an offering as new as the catalog's. */
import { OfferingChangedSchema } from '#proto/berth/catalog/v1/catalog_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { tryTypeId } from '../../runtime/ids.ts';
import { offeringCopyActor } from '../actors/offering-copy.actor.ts';
import { offeringKey } from '../keys.ts';
import { fromOffering } from '../mapping.ts';

export const offeringChanged = reaction({
  event: OfferingChangedSchema,
  actor: offeringCopyActor,
  route({ offering }) {
    const id = offering && tryTypeId('off', offering.id);
    return id ? [offeringKey(id)] : [];
  },
  turn(turn, { offering }) {
    if (offering) turn.apply({ events: [{ type: 'offeringTold', offering: fromOffering(offering) }] });
  },
});
