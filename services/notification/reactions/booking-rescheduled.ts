/** A booking has another time: who has it confirmed gets a mail, a hold that is moved is only noted. */
import { BookingState } from '#proto/berth/booking/v1/booking_pb.ts';
import { BookingRescheduledSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { dispatch, notificationActor, told } from '../actors/notification.actor.ts';
import { notify } from '../domain/notification.ts';
import { bookingKey, notificationIdOf, notificationKey, tenantKey } from '../keys.ts';
import { fromBooking, iso } from '../mapping.ts';
import { subjectOf } from '../templates/content.ts';

export const bookingRescheduled = reaction({
  event: BookingRescheduledSchema,
  actor: notificationActor,
  route: (_event, _read, { key, tenantId, id }) => [notificationKey(notificationIdOf(key, 'booking_rescheduled', id)), bookingKey(key), tenantKey(tenantId)],
  turn(turn, { booking: proto, previousTime, reason }, { key, id }) {
    if (!proto) return;
    const booking = fromBooking(proto);
    const state = told(turn);
    turn.apply({ events: [{ type: 'bookingTold', booking }] });
    if (proto.state !== BookingState.CONFIRMED || !previousTime?.startTime) return;
    const occasion = { kind: 'booking_rescheduled', previousStart: iso(previousTime.startTime), reason } as const;
    dispatch(turn, notify(state, notificationIdOf(key, 'booking_rescheduled', id), booking, occasion, subjectOf, turn.now));
  },
});
