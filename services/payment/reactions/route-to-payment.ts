/** From a booking to its payment, when it has one: free bookings and those paid at the desk have none. */
import type { Booking } from '#proto/berth/booking/v1/booking_pb.ts';
import type { Key } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import { paymentIdOf, paymentKey } from '../keys.ts';
import { bookingIdOf } from '../mapping.ts';

export async function routeToPaymentOf(booking: Booking | undefined, read: Query): Promise<readonly Key[]> {
  if (!booking) return [];
  const id = paymentIdOf(bookingIdOf(booking));
  const found = await read.run('select id from payment where id = $1::uuid', [id]);
  return found.length === 0 ? [] : [paymentKey(id)];
}
