/**
 * A place is held that has to be paid: no mail yet, but mails about its payment will need the booking. What needs no payment of
 * its own, because it is free, paid at the desk or with the rest of a cart, is told of when it is confirmed.
 */
import { CheckoutKind } from '#proto/berth/booking/v1/booking_pb.ts';
import { BookingCreatedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { bookingCopyActor } from '../actors/copies.actor.ts';
import { bookingKey } from '../keys.ts';
import { fromBooking } from '../mapping.ts';

export const bookingCreated = reaction({
  event: BookingCreatedSchema,
  actor: bookingCopyActor,
  route: ({ booking, paymentRequired }, _, { key }) => (paymentRequired && booking?.checkout === CheckoutKind.SELF ? [bookingKey(key)] : []),
  turn(turn, { booking }) {
    if (booking) turn.apply({ events: [fromBooking(booking)] });
  },
});
