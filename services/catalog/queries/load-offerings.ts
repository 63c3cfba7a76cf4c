/** Whole offerings in the order of their ids. */
import type { View } from '#runtime/actor/types.ts';
import { fromRow, SELECT_OFFERING, type OfferingRow } from '../db/offering-row.ts';
import { toOffering } from '../mapping.ts';

/** Ids that are gone in the meantime are left out. */
export async function loadOfferings(view: Pick<View, 'db' | 'caller'>, ids: readonly string[]) {
  if (ids.length === 0) return [];
  const rows = await view.db.run<OfferingRow>(`${SELECT_OFFERING} where o.tenant_id = $1 and o.id = any($2::uuid[])`, [view.caller.tenantId, ids]);
  const byId = new Map(rows.map((row) => [row.id, toOffering(fromRow(row), String(row.version))]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
