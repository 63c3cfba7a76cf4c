/** An offering out of booking's own copy, or from the catalog while the copy has not arrived yet. */
import type { Offering as ProtoOffering } from '#proto/berth/catalog/v1/catalog_pb.ts';
import type { Caller, View } from '../../runtime/actor/types.ts';
import { loadOfferings } from '../db/offering-store.ts';
import type { Offering } from '../domain/offering.ts';
import { fromOffering } from '../mapping.ts';

export interface OfferingSource {
  /** Asks the catalog; rejects with `NOT_FOUND` for an unknown id. */
  offeringOf(id: string, caller: Caller, signal: AbortSignal): Promise<ProtoOffering>;
}

/** The offering with this uuid; rejects with `NOT_FOUND` when the tenant has none. */
export async function findOffering(view: Pick<View, 'db' | 'caller' | 'signal'>, id: string, source: OfferingSource): Promise<Offering> {
  const copies = await loadOfferings(view.db, [id]);
  return copies.get(id) ?? fromOffering(await source.offeringOf(id, view.caller, view.signal));
}
