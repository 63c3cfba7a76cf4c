/** The place is pinned: the reserved money is taken, carrying the fence of the place. */
import { BookingClaimedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import type { PaymentActor } from '../actors/payment.actor.ts';
import { settle } from '../actors/settle.ts';
import { capture } from '../domain/lifecycle.ts';
import { paymentKey } from '../keys.ts';

export const bookingClaimed = (actor: PaymentActor) =>
  reaction({
    event: BookingClaimedSchema,
    actor,
    route: ({ paymentId }) => [paymentKey(fromTypeId('pay', paymentId, 'payment_id'))],
    turn(turn, { fence }) {
      const { payment } = turn.state;
      if (payment) settle(turn, capture(payment, fence, turn.now));
    },
  });
