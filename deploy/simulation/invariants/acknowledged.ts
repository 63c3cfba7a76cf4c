/** I2: what customers were told is so, and nobody has more bookings than they asked for. */
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { fromTypeId } from '#runtime/ids.ts';
import type { Journal } from '../journal.ts';
import { bookings } from '../booking/stores.ts';
import type { World } from '../world.ts';

export function checkAcknowledged(world: World, { wishes, cancellations }: Journal): void {
  const all = new Map(bookings.committed(world.databases.booking).values.map(({ value }) => [value.id, value]));
  for (const { booking, customer } of wishes) {
    if (!booking) continue;
    const kept = all.get(fromTypeId('bkg', booking.id, 'booking.id'));
    if (!kept) world.violate('I2', `booking ${booking.code} was acknowledged and is gone`);
    else if (kept.code !== booking.code || kept.customer.id !== customer.subject || kept.total.minor !== booking.total?.amountMinor) world.violate('I2', `booking ${booking.code} is not what was acknowledged`);
    else if (booking.time?.startTime && kept.time.start.getTime() !== timestampMs(booking.time.startTime)) world.violate('I2', `booking ${booking.code} is at another time than acknowledged`);
  }
  for (const { bookingId } of cancellations) {
    const status = all.get(bookingId)?.status;
    if (status !== 'cancelled') world.violate('I2', `the cancellation of booking ${bookingId} was acknowledged and it is ${status ?? 'gone'}`);
  }
  const asked = Map.groupBy(wishes, ({ customer }) => customer.subject);
  for (const [customer, made] of Map.groupBy(all.values(), ({ customer: { id } }) => id)) {
    const requests = asked.get(customer)?.length ?? 0;
    if (made.length > requests) world.violate('I8', `customer ${customer} made ${requests} requests and has ${made.length} bookings`);
  }
}
