/** An attempt failed: the customer may try again until the hold ends, unless the payment as a whole is over. */
import { PaymentFailedSchema } from '#proto/berth/payment/v1/payment_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import type { BookingActor } from '../actors/booking.actor.ts';
import { keepReminders } from '../actors/booking-turn.ts';
import { abandon } from '../domain/claim.ts';
import { bookingInPlace, recordStep, routeToPayable } from './on-booking.ts';

export const paymentFailed = (actor: BookingActor) =>
  reaction({
    event: PaymentFailedSchema,
    actor,
    route: ({ payment }, read) => routeToPayable(payment?.payable, read),
    turn(turn, { reason, final }, envelope) {
      const before = bookingInPlace(turn);
      recordStep(turn, envelope, reason, { failed: true, reason });
      if (!final) return;
      turn.apply(abandon(turn.state, reason, turn.now));
      keepReminders(turn, before);
    },
  });
