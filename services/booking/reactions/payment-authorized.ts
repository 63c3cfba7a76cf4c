/** The money is reserved: the booking claims its place, or says why it cannot, before anything is captured. */
import { PaymentAuthorizedSchema } from '#proto/berth/payment/v1/payment_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { derivedId, fromTypeId } from '../../runtime/ids.ts';
import type { BookingActor } from '../actors/booking.actor.ts';
import { keepReminders } from '../actors/booking-turn.ts';
import { claim } from '../domain/claim.ts';
import { bookingInPlace, recordStep, routeToPayable } from './on-booking.ts';

export const paymentAuthorized = (actor: BookingActor) =>
  reaction({
    event: PaymentAuthorizedSchema,
    actor,
    route: ({ payment }, read) => routeToPayable(payment?.payable, read),
    turn(turn, { payment }, envelope) {
      const before = bookingInPlace(turn);
      recordStep(turn, envelope, 'The card was authorised');
      const paymentId = fromTypeId('pay', payment?.id ?? '', 'payment.id');
      turn.apply(claim(turn.state, paymentId, derivedId('claim', envelope.id), turn.now));
      keepReminders(turn, before);
    },
  });
