/** Offerings out of booking's own copies, or from the catalog while a copy has not arrived yet. */
import type { Offering as ProtoOffering } from '#proto/berth/catalog/v1/catalog_pb.ts';
import type { Caller, View } from '../../runtime/actor/types.ts';
import type { Glance } from '../db/glance.ts';
import { loadOfferings } from '../db/offering-store.ts';
import type { Offering } from '../domain/offering.ts';
import { fromOffering } from '../mapping.ts';

export interface OfferingSource {
  /** Asks the catalog; rejects with `NOT_FOUND` for an unknown id. */
  offeringOf(id: string, caller: Caller, signal: AbortSignal): Promise<ProtoOffering>;
  /** Reads the copy together with others who ask at once. */
  readonly glance?: Pick<Glance, 'offering'>;
}

type Asking = Pick<View, 'db' | 'caller' | 'signal'>;

/** The offering with this uuid; rejects with `NOT_FOUND` when the tenant has none. */
export async function findOffering(view: Asking, id: string, source: OfferingSource): Promise<Offering> {
  const copy = source.glance ? await source.glance.offering(view, id) : (await loadOfferings(view.db, [id])).get(id);
  return copy ?? ask(view, id, source);
}

/** All offerings with these uuids; rejects with `NOT_FOUND` when the tenant lacks one of them. */
export async function findOfferings(view: Asking, ids: readonly string[], source: OfferingSource): Promise<ReadonlyMap<string, Offering>> {
  const wanted = [...new Set(ids)];
  const copies = await loadOfferings(view.db, wanted);
  const asked = wanted.filter((id) => !copies.has(id)).map(async (id) => [id, await ask(view, id, source)] as const);
  return new Map([...copies, ...(await Promise.all(asked))]);
}

const ask = async ({ caller, signal }: Asking, id: string, source: OfferingSource): Promise<Offering> => fromOffering(await source.offeringOf(id, caller, signal));
