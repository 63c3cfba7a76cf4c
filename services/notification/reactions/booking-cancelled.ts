/** A booking is cancelled: its customer gets a mail that says what happens to the money. */
import { BookingCancelledSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { dispatch, notificationActor, told } from '../actors/notification.actor.ts';
import { notify } from '../domain/notification.ts';
import { bookingKey, notificationIdOf, notificationKey, tenantKey } from '../keys.ts';
import { fromBooking, fromMoney } from '../mapping.ts';
import { subjectOf } from '../templates/content.ts';

export const bookingCancelled = reaction({
  event: BookingCancelledSchema,
  actor: notificationActor,
  route: (_event, _read, { key, tenantId }) => [notificationKey(notificationIdOf(key, 'booking_cancelled')), bookingKey(key), tenantKey(tenantId)],
  turn(turn, { booking: proto, refund }, { key }) {
    if (!proto) return;
    const booking = fromBooking(proto);
    const state = told(turn);
    turn.apply({ events: [{ type: 'bookingTold', booking }] });
    const occasion = { kind: 'booking_cancelled', ...(refund && { refund: fromMoney(refund) }) } as const;
    dispatch(turn, notify(state, notificationIdOf(key, 'booking_cancelled'), booking, occasion, subjectOf, turn.now));
  },
});
