/** The booking as it is, then every change and every step of every service as it happens; resumes after any step. */
import type { WatchBookingRequest } from '#proto/berth/booking/v1/booking_service_pb.ts';
import type { StreamView } from '../../runtime/actor/actor.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { quietly } from '../../runtime/telemetry/quiet.ts';
import { bookingMetaOf } from '../db/booking-store.ts';
import { bookingKey } from '../keys.ts';
import { toStep } from '../mapping.ts';
import { asProto, findBooking } from './get-booking.ts';

const HEARTBEAT_MS = 20_000;
// A change whose news was lost on the way is seen at the next look.
const LOOK_AGAIN_MS = 2_000;

export async function* watchBooking(view: StreamView, { bookingId, afterSequence }: WatchBookingRequest) {
  let after = Number(afterSequence);
  let version = -1n;
  let spoke = 0;
  const id = fromTypeId('bkg', bookingId, 'booking_id');
  while (!view.signal.aborted) {
    const heartbeat = Date.now() - spoke >= HEARTBEAT_MS;
    // Most looks find nothing new: they cost one small read instead of the whole booking, and no span. Steps change its version, too.
    if (heartbeat || (await quietly(() => view.read(({ db }) => bookingMetaOf(db, id))))?.version !== version) {
      const found = await view.read((read) => findBooking(read, bookingId, 'booking_id'));
      const { steps } = found.booking;
      yield { booking: asProto(found), steps: steps.slice(after).map((step, index) => toStep(step, after + index + 1)) };
      after = Math.max(after, steps.length);
      ({ version } = found);
      spoke = Date.now();
    }
    await view.changed(bookingKey(id), LOOK_AGAIN_MS);
  }
}
