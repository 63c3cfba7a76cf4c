/** A place is held that has to be paid: the provider is asked for a payment, once. */
import { CheckoutKind } from '#proto/berth/booking/v1/booking_pb.ts';
import { BookingCreatedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import type { Query } from '../../runtime/db/query.ts';
import { reaction } from '../../runtime/events/types.ts';
import type { PaymentActor } from '../actors/payment.actor.ts';
import { settle } from '../actors/settle.ts';
import { start } from '../domain/lifecycle.ts';
import { paymentKey } from '../keys.ts';
import { bookingIdOf, fromBooking } from '../mapping.ts';
import { paymentIdOf } from '../keys.ts';

/** `accountOf`: the account at the provider that new payments of the tenant go to. */
export const bookingCreated = (actor: PaymentActor, accountOf: (read: Query) => Promise<string>) =>
  reaction({
    event: BookingCreatedSchema,
    actor,
    // A cart's bookings are paid together, by the payment that their order asks for.
    route: ({ booking, paymentRequired }) =>
      booking && paymentRequired && booking.checkout === CheckoutKind.SELF ? [paymentKey(paymentIdOf(bookingIdOf(booking)))] : [],
    // Decided before the call is asked for: a payment stays with the account that it began with.
    prepare: (_, read) => accountOf(read),
    turn(turn, { booking }, { traceparent }, account) {
      if (booking) settle(turn, start(turn.state.payment, fromBooking(booking, account, traceparent), turn.now));
    },
  });
