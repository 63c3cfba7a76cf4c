/** The booking is off: an unpaid payment is cancelled, of a paid one goes back what the booking's policy gives. */
import { BookingCancelledSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { zero } from '../../runtime/money.ts';
import type { PaymentActor } from '../actors/payment.actor.ts';
import { settle } from '../actors/settle.ts';
import { release } from '../domain/lifecycle.ts';
import { fromMoney } from '../mapping.ts';
import type { RouteToPayment } from './route-to-payment.ts';

export const bookingCancelled = (actor: PaymentActor, toPayment: RouteToPayment) =>
  reaction({
    event: BookingCancelledSchema,
    actor,
    route: ({ booking }, read, envelope) => toPayment(booking, read, envelope),
    turn(turn, { booking, refund }) {
      const { payment } = turn.state;
      if (!payment) return;
      const back = refund ? fromMoney(refund) : zero(payment.amount.currency);
      settle(turn, release(payment, booking?.reason || 'The booking was cancelled.', back, turn.now));
    },
  });
