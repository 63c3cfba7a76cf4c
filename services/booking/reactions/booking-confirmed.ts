/** A booking is confirmed: when it was an offer, that is taken. */
import { BookingConfirmedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import type { WaitlistActor } from '../actors/waitlist.actor.ts';
import type { ListsConcerned } from '../db/waitlist-store.ts';
import { settle } from '../domain/waitlist.ts';
import { routeToLists } from './on-waitlist.ts';

export const bookingConfirmed = (actor: WaitlistActor, lists: ListsConcerned) =>
  reaction({
    event: BookingConfirmedSchema,
    actor,
    route: ({ booking }, read, envelope) => routeToLists(lists, booking, read, envelope),
    turn(turn, _, { key, source, time }) {
      turn.apply(settle(turn.state.waitlist, key, 'booked', { actor: `service:${source}`, time, reason: 'The offer was taken' }));
    },
  });
