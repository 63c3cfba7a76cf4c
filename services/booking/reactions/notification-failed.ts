/** A message was given up: a line in the journey, so that staff can act. */
import { NotificationFailedSchema } from '#proto/berth/notification/v1/notification_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import type { BookingActor } from '../actors/booking.actor.ts';
import { recordStep, routeToBooking } from './on-booking.ts';

export const notificationFailed = (actor: BookingActor) =>
  reaction({
    event: NotificationFailedSchema,
    actor,
    route: ({ notification }, read) => routeToBooking(notification?.bookingId ?? '', read),
    turn: (turn, { reason }, envelope) => recordStep(turn, envelope, `The e-mail could not be sent: ${reason}`, { failed: true }),
  });
