/** The hold ended: a mail about a payment that fails later must not promise the place. */
import { CheckoutKind } from '#proto/berth/booking/v1/booking_pb.ts';
import { BookingExpiredSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { bookingCopyActor } from '../actors/copies.actor.ts';
import { bookingKey } from '../keys.ts';
import { fromBooking } from '../mapping.ts';

export const bookingExpired = reaction({
  event: BookingExpiredSchema,
  actor: bookingCopyActor,
  // No mail tells of the payment of a cart by its bookings.
  route: ({ booking }, _, { key }) => (booking?.checkout === CheckoutKind.SELF ? [bookingKey(key)] : []),
  turn(turn, { booking }) {
    if (booking) turn.apply({ events: [fromBooking(booking)] });
  },
});
