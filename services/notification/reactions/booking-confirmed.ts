/** A booking is confirmed: its customer gets a mail, with the receipt when it was paid for; dates of a series that need no payment are in one mail. */
import { BookingConfirmedSchema, type BookingConfirmed } from '#proto/berth/booking/v1/booking_events_pb.ts';
import type { Query } from '../../runtime/db/query.ts';
import { reaction, type Envelope } from '../../runtime/events/types.ts';
import { notificationActor } from '../actors/notification.actor.ts';
import { bookingKey, notificationIdOf, notificationKey, tenantKey } from '../keys.ts';
import { fromBooking } from '../mapping.ts';
import { mail, mailingOf } from './on-series.ts';

const mailing = ({ booking }: BookingConfirmed, read: Query, envelope: Envelope) =>
  mailingOf(booking, 'booking_confirmed', notificationIdOf(envelope.key, 'booking_confirmed'), envelope, read);

export const bookingConfirmed = reaction({
  event: BookingConfirmedSchema,
  actor: notificationActor,
  route: async (event, read, envelope) => [notificationKey((await mailing(event, read, envelope)).id), bookingKey(envelope.key), tenantKey(envelope.tenantId)],
  prepare: mailing,
  turn(turn, { booking: proto }, { id }, facts) {
    if (!proto) return;
    const booking = fromBooking(proto);
    turn.apply({ events: [{ type: 'bookingTold', booking }] });
    mail(turn, facts, { eventId: id, booking, occasion: { kind: 'booking_confirmed' } });
  },
});
