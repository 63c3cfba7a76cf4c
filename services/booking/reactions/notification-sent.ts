/** A message went out: a line in the journey. */
import { NotificationSentSchema } from '#proto/berth/notification/v1/notification_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import type { BookingActor } from '../actors/booking.actor.ts';
import { recordStep, routeToBooking } from './on-booking.ts';

export const notificationSent = (actor: BookingActor) =>
  reaction({
    event: NotificationSentSchema,
    actor,
    route: ({ notification }, read) => routeToBooking(notification?.bookingId ?? '', read),
    turn: (turn, { notification }, envelope) => recordStep(turn, envelope, `E-mail sent: ${notification?.subject ?? ''}`),
  });
