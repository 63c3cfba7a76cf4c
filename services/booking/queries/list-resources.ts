/** Resources by kind and name. */
import type { View } from '../../runtime/actor/types.ts';
import { ResourceEntity } from '../db/entities.ts';
import { toResource } from '../schedule-mapping.ts';

export async function listResources(view: View, { kind }: { readonly kind: string }) {
  const rows = await view.entities().find(ResourceEntity, kind === '' ? {} : { kind }, { orderBy: { kind: 'asc', name: 'asc', id: 'asc' } });
  return {
    resources: rows.map(({ id, kind: of, name, skills, timeZone, weeklyHours: weekly, dateOverrides: overrides, version }) =>
      toResource({ id, kind: of, name, skills, offeringIds: [], schedule: { timeZone, weekly, overrides } }, BigInt(version))),
  };
}
