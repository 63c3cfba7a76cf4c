/** A booking was cancelled: its places are for whoever waits for them. */
import { BookingCancelledSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import type { WaitlistActor } from '../actors/waitlist.actor.ts';
import type { ListsConcerned } from '../db/waitlist-store.ts';
import { placesFreed, routeToLists } from './on-waitlist.ts';

export const bookingCancelled = (actor: WaitlistActor, lists: ListsConcerned) =>
  reaction({
    event: BookingCancelledSchema,
    actor,
    route: ({ booking }, read, envelope) => routeToLists(lists, booking, read, envelope),
    turn: (turn, _, envelope) => placesFreed(turn, envelope, 'The booking was cancelled'),
  });
