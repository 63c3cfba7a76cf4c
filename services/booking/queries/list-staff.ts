/** Staff by name, all or those who serve one offering. */
import type { View } from '../../runtime/actor/types.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { StaffEntity } from '../db/entities.ts';
import { STAFF } from '../domain/bookable.ts';
import { toStaff } from '../schedule-mapping.ts';

export async function listStaff(view: View, { offeringId }: { readonly offeringId: string }) {
  const served = offeringId === '' ? {} : { offeringIds: { $contains: [fromTypeId('off', offeringId, 'offering_id')] } };
  const rows = await view.entities().find(StaffEntity, served, { orderBy: { name: 'asc', id: 'asc' } });
  return {
    staff: rows.map(({ id, name, skills, offeringIds, timeZone, weeklyHours: weekly, dateOverrides: overrides, version }) =>
      toStaff({ id, kind: STAFF, name, skills, offeringIds, schedule: { timeZone, weekly, overrides } }, BigInt(version))),
  };
}
