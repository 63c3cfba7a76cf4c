/** A hold ended: its places are for whoever waits for them, and an offer that it was is over. */
import { BookingExpiredSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import type { WaitlistActor } from '../actors/waitlist.actor.ts';
import type { ListsConcerned } from '../db/waitlist-store.ts';
import { placesFreed, routeToLists } from './on-waitlist.ts';

export const bookingExpired = (actor: WaitlistActor, lists: ListsConcerned) =>
  reaction({
    event: BookingExpiredSchema,
    actor,
    route: ({ booking }, read, envelope) => routeToLists(lists, booking, read, envelope),
    turn: (turn, _, envelope) => placesFreed(turn, envelope, 'The offer was not taken in time'),
  });
