/** A booking is cancelled: its customer gets one mail, also for all that were cancelled with it, with what happens to the money. */
import { BookingCancelledSchema, type BookingCancelled } from '#proto/berth/booking/v1/booking_events_pb.ts';
import type { Query } from '../../runtime/db/query.ts';
import { reaction, type Envelope } from '../../runtime/events/types.ts';
import { notificationActor } from '../actors/notification.actor.ts';
import { bookingKey, notificationIdOf, notificationKey, tenantKey } from '../keys.ts';
import { fromBooking, fromMoney } from '../mapping.ts';
import { mail, mailingOf } from './on-series.ts';

const mailing = ({ booking }: BookingCancelled, read: Query, envelope: Envelope) =>
  mailingOf(booking, 'booking_cancelled', notificationIdOf(envelope.key, 'booking_cancelled'), envelope, read);

export const bookingCancelled = reaction({
  event: BookingCancelledSchema,
  actor: notificationActor,
  route: async (event, read, envelope) => [notificationKey((await mailing(event, read, envelope)).id), bookingKey(envelope.key), tenantKey(envelope.tenantId)],
  prepare: mailing,
  turn(turn, { booking: proto, refund }, { id }, facts) {
    if (!proto) return;
    const booking = fromBooking(proto);
    turn.apply({ events: [{ type: 'bookingTold', booking }] });
    mail(turn, facts, { eventId: id, booking, occasion: { kind: 'booking_cancelled', ...(refund && { refund: fromMoney(refund) }) } });
  },
});
