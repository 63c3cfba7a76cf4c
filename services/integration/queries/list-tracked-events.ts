/** Events told to TikTok about one booking, oldest first. */
import type { ListTrackedEventsRequest } from '#proto/berth/integration/v1/integration_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { money } from '../../runtime/money.ts';
import { TrackedEventEntity } from '../db/entities.ts';
import { toTrackedEvent } from '../mapping.ts';

export async function listTrackedEvents(view: View, { bookingId }: ListTrackedEventsRequest) {
  const rows = await view.entities().find(TrackedEventEntity, { bookingId: fromTypeId('bkg', bookingId, 'booking_id') }, { orderBy: { id: 'asc' } });
  return {
    trackedEvents: rows.map(({ valueMinor, currency, sendTime, customerId, ...row }) =>
      toTrackedEvent({ ...row, customerId: customerId ?? undefined, value: money(BigInt(valueMinor), currency), sent: sendTime ?? undefined }),
    ),
  };
}
