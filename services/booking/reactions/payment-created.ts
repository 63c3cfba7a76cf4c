/** The customer can pay: a line in the journey. */
import { PaymentCreatedSchema } from '#proto/berth/payment/v1/payment_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import type { BookingActor } from '../actors/booking.actor.ts';
import { recordStep, routeToPayable } from './on-booking.ts';

export const paymentCreated = (actor: BookingActor) =>
  reaction({
    event: PaymentCreatedSchema,
    actor,
    route: ({ payment }, read) => routeToPayable(payment?.payable, read),
    turn: (turn, _, envelope) => recordStep(turn, envelope, 'Ready for the payment'),
  });
