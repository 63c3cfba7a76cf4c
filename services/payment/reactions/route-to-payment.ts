/** From a booking to its payment, when it has one: free bookings and those paid at the desk have none. */
import type { Booking } from '#proto/berth/booking/v1/booking_pb.ts';
import type { Key } from '../../runtime/actor/types.ts';
import { gather } from '../../runtime/db/gather.ts';
import type { Query } from '../../runtime/db/query.ts';
import { callerOf, type Envelope } from '../../runtime/events/types.ts';
import { paymentIdOf, paymentKey } from '../keys.ts';
import { bookingIdOf } from '../mapping.ts';

export type RouteToPayment = (booking: Booking | undefined, read: Query, envelope: Envelope) => Promise<readonly Key[]>;

/** Bookings that end at once are looked at together: most holds that run out had nothing to pay yet. */
export function createRouteToPayment(): RouteToPayment {
  const isThere = gather(arePayments);
  return async (booking, read, envelope) => {
    if (!booking) return [];
    const id = paymentIdOf(bookingIdOf(booking));
    return (await isThere({ db: read, caller: callerOf(envelope) }, id)) ? [paymentKey(id)] : [];
  };
}

async function arePayments(query: Query, ids: readonly string[]): Promise<readonly boolean[]> {
  const found = new Set((await query.run<{ id: string }>('select id from payment where id = any($1::uuid[])', [ids])).map(({ id }) => id));
  return ids.map((id) => found.has(id));
}
