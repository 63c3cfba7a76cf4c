/** Staff by name, all or those who serve one offering. */
import type { View } from '../../runtime/actor/types.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { StaffEntity } from '../db/entities.ts';
import { toStaff } from '../mapping.ts';

export async function listStaff(view: View, { offeringId }: { readonly offeringId: string }) {
  const served = offeringId === '' ? {} : { offeringIds: { $contains: [fromTypeId('off', offeringId, 'offering_id')] } };
  const rows = await view.entities().find(StaffEntity, served, { orderBy: { name: 'asc', id: 'asc' } });
  return { staff: rows.map((row) => toStaff(row, BigInt(row.version))) };
}
