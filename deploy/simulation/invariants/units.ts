/** Time of staff and rooms as the checker of histories takes it: what a booking has, buffers included. */
import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { Booking } from '#proto/berth/booking/v1/booking_pb.ts';
import { fromTypeId } from '#runtime/ids.ts';
import type { Unit } from '#runtime/testing/linearizability/models/calendars.ts';
import type { Take } from '../../../services/booking/domain/booking.ts';
import type { Ground } from '../ground.ts';
import { withBuffers } from '../shop.ts';

export const unitsOfTakes = (takes: readonly Take[]): readonly Unit[] =>
  takes.map(({ id, start, end }) => ({ start: start.getTime(), end: end.getTime(), candidates: [id] }));

/** Those of a booking with staff as it was answered. */
export function unitsOfReply({ plan }: Pick<Ground, 'plan'>, booking: Booking | undefined): readonly Unit[] | undefined {
  const { startTime, endTime } = booking?.time ?? {};
  if (!booking || booking.staffId === '' || !startTime || !endTime) return undefined;
  const span = withBuffers(plan, timestampMs(startTime), timestampMs(endTime));
  const ids = [fromTypeId('stf', booking.staffId, 'staff_id'), ...booking.resources.map(({ id }) => fromTypeId('rsc', id, 'resources'))];
  return ids.map((id) => ({ ...span, candidates: [id] }));
}
