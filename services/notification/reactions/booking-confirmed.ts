/** A booking is confirmed: its customer gets a mail, with the receipt when it was paid for. */
import { BookingConfirmedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { dispatch, notificationActor, told } from '../actors/notification.actor.ts';
import { confirm } from '../domain/notification.ts';
import { bookingKey, notificationIdOf, notificationKey, tenantKey } from '../keys.ts';
import { fromBooking } from '../mapping.ts';
import { subjectOf } from '../templates/content.ts';

export const bookingConfirmed = reaction({
  event: BookingConfirmedSchema,
  actor: notificationActor,
  route: (_event, _read, { key, tenantId }) => [notificationKey(notificationIdOf(key, 'booking_confirmed')), bookingKey(key), tenantKey(tenantId)],
  turn(turn, { booking: proto }, { key }) {
    if (!proto) return;
    const booking = fromBooking(proto);
    const state = told(turn);
    turn.apply({ events: [{ type: 'bookingTold', booking }] });
    dispatch(turn, confirm(state, notificationIdOf(key, 'booking_confirmed'), booking, subjectOf, turn.now));
  },
});
