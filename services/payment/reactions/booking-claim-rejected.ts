/** The place is lost: what was reserved is let go, what was charged goes back, and the customer reads why. */
import { BookingClaimRejectedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import type { PaymentActor } from '../actors/payment.actor.ts';
import { settle } from '../actors/settle.ts';
import { release } from '../domain/lifecycle.ts';
import { paymentKey } from '../keys.ts';

export const bookingClaimRejected = (actor: PaymentActor) =>
  reaction({
    event: BookingClaimRejectedSchema,
    actor,
    route: ({ paymentId }) => [paymentKey(fromTypeId('pay', paymentId, 'payment_id'))],
    turn(turn, { reason }) {
      const { payment } = turn.state;
      if (payment) settle(turn, release(payment, reason, 'everything', turn.now));
    },
  });
