/** No money is taken unless the booking has pinned its place, with the fence that the capture carries. Looked at the moment it is taken. */
import type { MemoryServer } from '#runtime/testing/memory/server.ts';
import { bookings } from '../booking/stores.ts';
import type { Ground } from '../ground.ts';
import { paymentOf, type Intent } from '../payment/provider.ts';
import { paymentIdOf } from '../../../services/payment/keys.ts';

export function checkCapture(ground: Ground, server: MemoryServer, intent: Intent, idempotencyKey: string): void {
  const paymentId = paymentOf(intent);
  const booking = bookings.committed(server).values.find(({ value }) => paymentIdOf(value.id) === paymentId)?.value;
  const [, , fence] = idempotencyKey.split(':');
  if (!booking) return ground.violate('I3', `payment ${paymentId} is captured for a booking that does not exist`);
  const pinned = booking.status === 'confirmed' || (booking.status === 'pending' && booking.hold.claimed);
  if (!pinned) ground.violate('I3', `payment ${paymentId} is captured while its booking is ${booking.status} and its place not claimed`);
  else if (String(booking.hold.fence) !== fence) ground.violate('I3', `payment ${paymentId} is captured with the fence ${fence}, the place has ${booking.hold.fence}`);
}
