/** Money went back: its customer reads how much, why, and when to expect it. */
import { PaymentRefundedSchema } from '#proto/berth/payment/v1/payment_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { notificationActor } from '../actors/notification.actor.ts';
import { fromMoney } from '../mapping.ts';
import { notifyAboutPayment, routeToBooking } from './on-payment.ts';

export const paymentRefunded = reaction({
  event: PaymentRefundedSchema,
  actor: notificationActor,
  route: ({ payment }, _, envelope) => routeToBooking(payment, 'payment_refunded', envelope),
  turn(turn, { payment, amount, reason }, envelope) {
    if (amount) notifyAboutPayment(turn, payment, { kind: 'payment_refunded', amount: fromMoney(amount), reason }, envelope);
  },
});
