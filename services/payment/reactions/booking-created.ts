/** A place is held that has to be paid: the provider is asked for a payment, once. */
import { CheckoutKind } from '#proto/berth/booking/v1/booking_pb.ts';
import { BookingCreatedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import type { PaymentActor } from '../actors/payment.actor.ts';
import { settle } from '../actors/settle.ts';
import { start } from '../domain/lifecycle.ts';
import { paymentKey } from '../keys.ts';
import { bookingIdOf, fromBooking } from '../mapping.ts';
import { paymentIdOf } from '../keys.ts';

export const bookingCreated = (actor: PaymentActor, account: string) =>
  reaction({
    event: BookingCreatedSchema,
    actor,
    // A cart's bookings are paid together, by the payment that their order asks for.
    route: ({ booking, paymentRequired }) =>
      booking && paymentRequired && booking.checkout === CheckoutKind.SELF ? [paymentKey(paymentIdOf(bookingIdOf(booking)))] : [],
    turn(turn, { booking }, { traceparent }) {
      if (booking) settle(turn, start(turn.state.payment, fromBooking(booking, account, traceparent), turn.now));
    },
  });
