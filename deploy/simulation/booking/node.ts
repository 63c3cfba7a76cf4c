/** The booking service as it is, on stores in memory. */
import { create } from '@bufbuild/protobuf';
import { AvailabilityService, BookingService, ScheduleService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { BookingSeriesService } from '#proto/berth/booking/v1/series_service_pb.ts';
import { SessionService } from '#proto/berth/booking/v1/session_service_pb.ts';
import { WaitlistService } from '#proto/berth/booking/v1/waitlist_service_pb.ts';
import { UserSchema } from '#proto/berth/user/v1/user_pb.ts';
import { reader } from '#runtime/actor/actor.ts';
import { notFound } from '#runtime/errors.ts';
import { toTypeId } from '#runtime/ids.ts';
import type { Database } from '#runtime/db/database.ts';
import type { SimulatedProcess } from '#runtime/testing/simulation/process.ts';
import type { Random } from '#runtime/testing/simulation/random.ts';
import { bookingActor, type BookingSources } from '../../../services/booking/actors/booking.actor.ts';
import { offeringCopyActor } from '../../../services/booking/actors/offering-copy.actor.ts';
import { sessionCancellationActor } from '../../../services/booking/actors/session-cancellation.actor.ts';
import { seriesActor } from '../../../services/booking/actors/series.actor.ts';
import { sessionActor } from '../../../services/booking/actors/session.actor.ts';
import { staffActor } from '../../../services/booking/actors/staff.actor.ts';
import { closureActor } from '../../../services/booking/actors/closure.actor.ts';
import { resourceActor } from '../../../services/booking/actors/resource.actor.ts';
import { rulesActor } from '../../../services/booking/actors/rules.actor.ts';
import { waitlistActor } from '../../../services/booking/actors/waitlist.actor.ts';
import { createCheckInTokens } from '../../../services/booking/check-in-token.ts';
import { createGlance } from '../../../services/booking/db/glance.ts';
import { limitStore } from '../../../services/booking/db/limit-store.ts';
import { rosterStore } from '../../../services/booking/db/roster-store.ts';
import { createListsConcerned } from '../../../services/booking/db/waitlist-store.ts';
import { findTimeRunner } from '../../../services/booking/effects/find-time.ts';
import { createFeeds, defaultWatchLimits } from '../../../services/booking/queries/availability/feeds.ts';
import { explainSlot } from '../../../services/booking/queries/explain-slot.ts';
import { getBooking } from '../../../services/booking/queries/get-booking.ts';
import { getBookingSeries } from '../../../services/booking/queries/get-booking-series.ts';
import { getBookingStatistics } from '../../../services/booking/queries/get-booking-statistics.ts';
import { getBookingRules } from '../../../services/booking/queries/get-booking-rules.ts';
import { getCheckInToken } from '../../../services/booking/queries/get-check-in-token.ts';
import { getCheckout } from '../../../services/booking/queries/get-checkout.ts';
import { listBookingHistory } from '../../../services/booking/queries/list-booking-history.ts';
import { listBookings } from '../../../services/booking/queries/list-bookings.ts';
import { listClosures } from '../../../services/booking/queries/list-closures.ts';
import { listEventSessions } from '../../../services/booking/queries/list-event-sessions.ts';
import { listResources } from '../../../services/booking/queries/list-resources.ts';
import { listWaitlist } from '../../../services/booking/queries/list-waitlist.ts';
import { listSlots } from '../../../services/booking/queries/list-slots.ts';
import { listStaff } from '../../../services/booking/queries/list-staff.ts';
import { watchAvailability } from '../../../services/booking/queries/watch-availability.ts';
import { watchBooking } from '../../../services/booking/queries/watch-booking.ts';
import { bookingCancelled } from '../../../services/booking/reactions/booking-cancelled.ts';
import { bookingConfirmed } from '../../../services/booking/reactions/booking-confirmed.ts';
import { bookingExpired } from '../../../services/booking/reactions/booking-expired.ts';
import { bookingRescheduled } from '../../../services/booking/reactions/booking-rescheduled.ts';
import { paymentAuthorized } from '../../../services/booking/reactions/payment-authorized.ts';
import { paymentCancelled } from '../../../services/booking/reactions/payment-cancelled.ts';
import { paymentCreated } from '../../../services/booking/reactions/payment-created.ts';
import { paymentFailed } from '../../../services/booking/reactions/payment-failed.ts';
import { paymentRefunded } from '../../../services/booking/reactions/payment-refunded.ts';
import { paymentSucceeded } from '../../../services/booking/reactions/payment-succeeded.ts';
import { sessionCancelled } from '../../../services/booking/reactions/session-cancelled.ts';
import { sessionResized } from '../../../services/booking/reactions/session-resized.ts';
import type { Parts, Wrap } from '../node.ts';
import { bookings, calendars, closures, offerings, onStores, resources, rules, series, sessions, staff, waitlists } from './stores.ts';

/** Bytes that booking codes are made of: few different ones, so that codes collide. */
const codeBytes = (random: Random): Uint8Array => new Uint8Array(8).fill(0).map((_, index) => (index === 7 ? random.below(12) : 0));

export function bookingParts(random: Random) {
  return ({ newId, clock }: SimulatedProcess, wrap: Wrap, database: Database): Parts => {
    const sources: BookingSources = {
      newId,
      randomBytes: () => codeBytes(random),
      checkInTokens: createCheckInTokens('simulation'),
      glance: createGlance(),
      profileOf: async ({ subject }) => create(UserSchema, { id: toTypeId('usr', subject), displayName: 'Ana', email: 'ana@example.com' }),
      offeringOf: async (id) => {
        throw notFound('offering', id);
      },
    };
    const actor = wrap(onStores(bookingActor(sources), { booking: bookings, session: sessions, calendar: calendars, limit: limitStore }));
    const several = wrap(onStores(seriesActor(sources), { series, booking: bookings, session: sessions, calendar: calendars, limit: limitStore }));
    const cancelling = wrap(onStores(sessionCancellationActor, { session: sessions, booking: bookings, roster: rosterStore }));
    const waitlist = wrap(onStores(waitlistActor(sources), { waitlist: waitlists, session: sessions, booking: bookings, offering: offerings, rules, calendar: calendars }));
    const lists = createListsConcerned();
    const waited = [bookingConfirmed, bookingCancelled, bookingExpired, bookingRescheduled, sessionResized];
    const reactions = [paymentCreated, paymentAuthorized, paymentSucceeded, paymentFailed, paymentCancelled, paymentRefunded];
    const nothingToPay = { paymentSessionOf: async () => { throw notFound('payment', ''); } };
    return {
      actors: [
        actor,
        several,
        wrap(onStores(sessionActor(sources), { session: sessions })),
        wrap(onStores(staffActor(sources), { staff, calendar: calendars })),
        wrap(onStores(resourceActor(sources), { resource: resources, calendar: calendars })),
        onStores(closureActor, { closure: closures }),
        onStores(rulesActor(sources), { rules }),
        onStores(offeringCopyActor, { offering: offerings }),
        waitlist,
        cancelling,
      ],
      readers: [
        reader({
          service: BookingService,
          queries: { getBooking, listBookings, listBookingHistory, getBookingStatistics, getCheckout: getCheckout(nothingToPay), getCheckInToken: getCheckInToken(sources.checkInTokens) },
          streams: { watchBooking },
        }),
        reader({
          service: AvailabilityService,
          queries: { listSlots: listSlots(sources), explainSlot: explainSlot(sources) },
          streams: { watchAvailability: watchAvailability(createFeeds(listSlots(sources), defaultWatchLimits, clock)) },
        }),
        reader({ service: BookingSeriesService, queries: { getBookingSeries } }),
        reader({ service: SessionService, queries: { listEventSessions } }),
        reader({ service: WaitlistService, queries: { listWaitlist } }),
        reader({ service: ScheduleService, queries: { listStaff, listResources, listClosures, getBookingRules: getBookingRules(sources) } }),
      ],
      reactions: [...reactions.map((react) => react(actor)), ...waited.map((react) => react(waitlist, lists)), sessionCancelled(waitlist)],
      effects: [findTimeRunner({ database, source: sources, now: clock.now })],
    };
  };
}
