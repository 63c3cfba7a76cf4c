/** A booking has another time: who has it confirmed gets one mail, also for all that were moved with it; a hold that is moved is only noted. */
import { BookingState } from '#proto/berth/booking/v1/booking_pb.ts';
import { BookingRescheduledSchema, type BookingRescheduled } from '#proto/berth/booking/v1/booking_events_pb.ts';
import type { Query } from '../../runtime/db/query.ts';
import { reaction, type Envelope } from '../../runtime/events/types.ts';
import { notificationActor, told } from '../actors/notification.actor.ts';
import { bookingKey, notificationIdOf, notificationKey, tenantKey } from '../keys.ts';
import { fromBooking, iso } from '../mapping.ts';
import { mail, mailingOf } from './on-series.ts';

const mailing = ({ booking }: BookingRescheduled, read: Query, envelope: Envelope) =>
  mailingOf(booking, 'booking_rescheduled', notificationIdOf(envelope.key, 'booking_rescheduled', envelope.id), envelope, read);

export const bookingRescheduled = reaction({
  event: BookingRescheduledSchema,
  actor: notificationActor,
  route: async (event, read, envelope) => [notificationKey((await mailing(event, read, envelope)).id), bookingKey(envelope.key), tenantKey(envelope.tenantId)],
  prepare: mailing,
  turn(turn, { booking: proto, previousTime, reason }, { id }, facts) {
    if (!proto) return;
    told(turn);
    turn.apply({ events: [{ type: 'bookingTold', booking: fromBooking(proto) }] });
    if (proto.state !== BookingState.CONFIRMED || !previousTime?.startTime) return;
    mail(turn, facts, { eventId: id, booking: fromBooking(proto), occasion: { kind: 'booking_rescheduled', previousStart: iso(previousTime.startTime), reason } });
  },
});
