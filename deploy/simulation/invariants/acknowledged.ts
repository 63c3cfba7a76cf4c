/** I2: what customers were told is so, and nobody has more bookings than they asked for. */
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { fromTypeId } from '#runtime/ids.ts';
import type { Booking } from '../../../services/booking/domain/booking.ts';
import type { Journal } from '../journal.ts';
import { bookings } from '../booking/stores.ts';
import type { World } from '../world.ts';

export function checkAcknowledged(world: World, { wishes, cancellations, moves, waits }: Journal): void {
  const all = new Map(bookings.committed(world.databases.booking).values.map(({ value }) => [value.id, value]));
  for (const { booking, customer } of wishes) {
    if (!booking) continue;
    const kept = all.get(fromTypeId('bkg', booking.id, 'booking.id'));
    if (!kept) world.violate('I2', `booking ${booking.code} was acknowledged and is gone`);
    else if (kept.code !== booking.code || kept.customer.id !== customer.subject || kept.total.minor !== booking.total?.amountMinor) world.violate('I2', `booking ${booking.code} is not what was acknowledged`);
    else if (booking.time?.startTime && !moves.some(({ bookingId }) => bookingId === kept.id) && kept.time.start.getTime() !== timestampMs(booking.time.startTime)) world.violate('I2', `booking ${booking.code} is at another time than acknowledged`);
  }
  for (const { bookingId, outcome, refused, to, unanswered } of moves) {
    const kept = all.get(bookingId);
    const moved = kept?.history.some(({ change }) => change === 'rescheduled') ?? false;
    const there = kept !== undefined && resourceOf(kept, to) === to;
    if (outcome === 'moved' && !there) world.violate('I2', `the move of booking ${bookingId} was acknowledged and it is elsewhere`);
    if (outcome === 'refused' && !unanswered && moved) world.violate('I2', `the move of booking ${bookingId} was refused with ${refused ?? 'nothing'} and has happened`);
    if (moved !== there) world.violate('I2', `booking ${bookingId} and its history disagree about whether it was moved`);
  }
  for (const { bookingId } of cancellations) {
    const status = all.get(bookingId)?.status;
    if (status !== 'cancelled') world.violate('I2', `the cancellation of booking ${bookingId} was acknowledged and it is ${status ?? 'gone'}`);
  }
  const asked = Map.groupBy([...wishes, ...waits], ({ customer }) => customer.subject);
  for (const [customer, made] of Map.groupBy([...all.values()].filter(({ series }) => !series), ({ customer: { id } }) => id)) {
    const requests = asked.get(customer)?.length ?? 0;
    if (made.length > requests) world.violate('I8', `customer ${customer} made ${requests} requests and has ${made.length} bookings`);
  }
}

/** Named as `like` is, which is of the same tenant. */
const resourceOf = ({ place, time }: Booking, like: string): string => (place.kind === 'session' ? place.sessionId : `${like.split(' ')[0]} ${time.start.toISOString()}`);
