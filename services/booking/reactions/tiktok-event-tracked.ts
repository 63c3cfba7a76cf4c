/** TikTok took the purchase: a line in the journey. */
import { TiktokEventTrackedSchema } from '#proto/berth/integration/v1/integration_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import type { BookingActor } from '../actors/booking.actor.ts';
import { recordStep, routeToBooking } from './on-booking.ts';

export const tiktokEventTracked = (actor: BookingActor) =>
  reaction({
    event: TiktokEventTrackedSchema,
    actor,
    route: ({ trackedEvent }, read) => routeToBooking(trackedEvent?.bookingId ?? '', read),
    turn: (turn, { trackedEvent }, envelope) => recordStep(turn, envelope, `${trackedEvent?.eventName ?? 'Purchase'} was reported to TikTok`),
  });
