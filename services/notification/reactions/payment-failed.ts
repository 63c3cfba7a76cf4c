/** An attempt to pay failed: its customer reads why, and whether to try again. */
import { PaymentFailedSchema } from '#proto/berth/payment/v1/payment_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { notificationActor } from '../actors/notification.actor.ts';
import { notifyAboutPayment, routeToBooking } from './on-payment.ts';

export const paymentFailed = reaction({
  event: PaymentFailedSchema,
  actor: notificationActor,
  route: ({ payment }, _, envelope) => routeToBooking(payment, 'payment_failed', envelope),
  turn: (turn, { payment, reason, final }, envelope) => notifyAboutPayment(turn, payment, { kind: 'payment_failed', reason, final }, envelope),
});
