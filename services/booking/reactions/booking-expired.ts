/** A hold ended: its places are for whoever waits for them, and an offer that it was is over. */
import { BookingExpiredSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import type { WaitlistActor } from '../actors/waitlist.actor.ts';
import { placesFreed, routeToLists } from './on-waitlist.ts';

export const bookingExpired = (actor: WaitlistActor) =>
  reaction({
    event: BookingExpiredSchema,
    actor,
    route: ({ booking }, read) => routeToLists(booking, read),
    turn: (turn, _, envelope) => placesFreed(turn, envelope, 'The offer was not taken in time'),
  });
