/** The hold ended: the payment stays payable for a while, since a late payer may still get the place; then it is cancelled. */
import { BookingExpiredSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { ABANDON, type PaymentActor } from '../actors/payment.actor.ts';
import { RANK } from '../domain/payment.ts';
import type { RouteToPayment } from './route-to-payment.ts';

export const bookingExpired = (actor: PaymentActor, toPayment: RouteToPayment, graceMinutes: number) =>
  reaction({
    event: BookingExpiredSchema,
    actor,
    route: ({ booking }, read, envelope) => toPayment(booking, read, envelope),
    turn(turn) {
      const { payment } = turn.state;
      if (!payment || RANK[payment.status] >= RANK.authorized) return;
      turn.remind(ABANDON, new Date(turn.now.getTime() + graceMinutes * 60_000));
    },
  });
