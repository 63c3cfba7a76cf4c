/** The payment is over without a charge: a booking that still waited for it gives its place back. */
import { PaymentCancelledSchema } from '#proto/berth/payment/v1/payment_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import type { BookingActor } from '../actors/booking.actor.ts';
import { keepReminders } from '../actors/booking-turn.ts';
import { abandon } from '../domain/claim.ts';
import { bookingInPlace, recordStep, routeToPayable } from './on-booking.ts';

export const paymentCancelled = (actor: BookingActor) =>
  reaction({
    event: PaymentCancelledSchema,
    actor,
    route: ({ payment }, read) => routeToPayable(payment?.payable, read),
    turn(turn, { reason }, envelope) {
      const before = bookingInPlace(turn);
      recordStep(turn, envelope, reason || 'The payment was cancelled; nothing was charged');
      turn.apply(abandon(turn.state, reason, turn.now));
      keepReminders(turn, before);
    },
  });
