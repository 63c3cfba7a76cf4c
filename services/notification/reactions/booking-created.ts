/** A place is held: no mail yet, but mails about its payment will need the booking. */
import { BookingCreatedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { bookingCopyActor } from '../actors/copies.actor.ts';
import { bookingKey } from '../keys.ts';
import { fromBooking } from '../mapping.ts';

export const bookingCreated = reaction({
  event: BookingCreatedSchema,
  actor: bookingCopyActor,
  route: ({ booking }, _, { key }) => (booking ? [bookingKey(key)] : []),
  turn(turn, { booking }) {
    if (booking) turn.apply({ events: [fromBooking(booking)] });
  },
});
