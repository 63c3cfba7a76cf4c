/** A booking has moved: the places that it had are for whoever waits for them. */
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { BookingRescheduledSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import type { WaitlistActor } from '../actors/waitlist.actor.ts';
import { offerSoon } from '../actors/waitlist-turn.ts';
import { listsOfTimes, sessionsWaitedFor } from '../db/waitlist-store.ts';
import { waitlistKey } from '../keys.ts';
import { spanOf } from './on-waitlist.ts';

export const bookingRescheduled = (actor: WaitlistActor) =>
  reaction({
    event: BookingRescheduledSchema,
    actor,
    async route({ booking, previousTime }, read) {
      if (!booking?.offering || !previousTime?.startTime) return [];
      const offeringId = fromTypeId('off', booking.offering.id, 'booking.offering.id');
      const sessions = await sessionsWaitedFor(read, offeringId, timestampDate(previousTime.startTime));
      const [times = []] = await listsOfTimes(read, [booking.sessionId === '' ? spanOf(previousTime) : undefined]);
      return [...sessions, ...times].map(waitlistKey);
    },
    turn: offerSoon,
  });
