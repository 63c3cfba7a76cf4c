/** A booking was cancelled: its places are for whoever waits for them. */
import { BookingCancelledSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import type { WaitlistActor } from '../actors/waitlist.actor.ts';
import { placesFreed, routeToLists } from './on-waitlist.ts';

export const bookingCancelled = (actor: WaitlistActor) =>
  reaction({
    event: BookingCancelledSchema,
    actor,
    route: ({ booking }, read) => routeToLists(booking, read),
    turn: (turn, _, envelope) => placesFreed(turn, envelope, 'The booking was cancelled'),
  });
