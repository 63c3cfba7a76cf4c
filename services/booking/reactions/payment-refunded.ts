/** Money went back: a line in the journey. */
import { PaymentRefundedSchema } from '#proto/berth/payment/v1/payment_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { formatMoney, money } from '../../runtime/money.ts';
import type { BookingActor } from '../actors/booking.actor.ts';
import { recordStep, routeToPayable } from './on-booking.ts';

export const paymentRefunded = (actor: BookingActor) =>
  reaction({
    event: PaymentRefundedSchema,
    actor,
    route: ({ payment }, read) => routeToPayable(payment?.payable, read),
    turn(turn, { amount }, envelope) {
      const text = amount ? formatMoney(money(amount.amountMinor, amount.currencyCode), 'en') : 'The payment';
      recordStep(turn, envelope, `${text} was refunded`);
    },
  });
