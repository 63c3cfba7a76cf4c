/** One offering by id or slug, archived ones too: links and bookings outlive the sale. */
import type { GetOfferingRequest } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import type { View } from '#runtime/actor/types.ts';
import { notFound } from '#runtime/errors.ts';
import { fromTypeId } from '#runtime/ids.ts';
import { fromRow, SELECT_OFFERING, type OfferingRow } from '../db/offering-row.ts';
import { toOffering } from '../mapping.ts';

export async function getOffering(view: View, { offering }: GetOfferingRequest) {
  const [column, value] = offering.case === 'id' ? ['id', fromTypeId('off', offering.value, 'id')] : ['slug', offering.value ?? ''];
  // Postgres refuses a NUL in text; no slug has one.
  if (value.includes('\0')) throw notFound('offering', '');
  const rows = await view.db.run<OfferingRow>(`${SELECT_OFFERING} where o.tenant_id = $1 and o.${column} = $2`, [view.caller.tenantId, value]);
  const [row] = rows;
  if (!row) throw notFound('offering', offering.value ?? '');
  return { offering: toOffering(fromRow(row), String(row.version)) };
}
