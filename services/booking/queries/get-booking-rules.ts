/** How an offering can be booked: what was set, or what holds by default. */
import type { View } from '../../runtime/actor/types.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { loadRules } from '../db/rules-store.ts';
import { toRules } from '../schedule-mapping.ts';
import { findOffering, type OfferingSource } from './find-offering.ts';

export const getBookingRules = (source: OfferingSource) => async (view: View, { offeringId }: { readonly offeringId: string }) => {
  const { id } = await findOffering(view, fromTypeId('off', offeringId, 'offering_id'), source);
  const { rules, version } = await loadRules(view.db, id);
  return { rules: toRules(rules, version) };
};
