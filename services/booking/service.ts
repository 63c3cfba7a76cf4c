/** The booking service: staff and sessions, availability, holds and bookings. */
import { AvailabilityService, BookingService, ScheduleService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { BookingSeriesService } from '#proto/berth/booking/v1/series_service_pb.ts';
import { SessionService } from '#proto/berth/booking/v1/session_service_pb.ts';
import { WaitlistService } from '#proto/berth/booking/v1/waitlist_service_pb.ts';
import { reader } from '../runtime/actor/actor.ts';
import { createRuntime, startService, type Overrides, type PartsContext, type RunningService, type ServiceParts } from '../runtime/service.ts';
import { bookingActor } from './actors/booking.actor.ts';
import { closureActor } from './actors/closure.actor.ts';
import { customerCopyActor } from './actors/customer-copy.actor.ts';
import { offeringCopyActor } from './actors/offering-copy.actor.ts';
import { resourceActor } from './actors/resource.actor.ts';
import { rulesActor } from './actors/rules.actor.ts';
import { seriesActor } from './actors/series.actor.ts';
import { sessionCancellationActor } from './actors/session-cancellation.actor.ts';
import { sessionActor } from './actors/session.actor.ts';
import { staffActor } from './actors/staff.actor.ts';
import { waitlistActor } from './actors/waitlist.actor.ts';
import type { BookingConfig } from './config.ts';
import { ResourceEntity, StaffEntity } from './db/entities.ts';
import { personalData } from './db/personal-data.ts';
import { createListsConcerned } from './db/waitlist-store.ts';
import { findTimeRunner } from './effects/find-time.ts';
import { readOfferingRunner } from './effects/read-offering.ts';
import { createFeeds } from './queries/availability/feeds.ts';
import { explainSlot } from './queries/explain-slot.ts';
import { getBooking } from './queries/get-booking.ts';
import { getBookingSeries } from './queries/get-booking-series.ts';
import { getCheckInToken } from './queries/get-check-in-token.ts';
import { getBookingStatistics } from './queries/get-booking-statistics.ts';
import { getBookingRules } from './queries/get-booking-rules.ts';
import { getCheckout } from './queries/get-checkout.ts';
import { listBookingHistory } from './queries/list-booking-history.ts';
import { listBookings } from './queries/list-bookings.ts';
import { listClosures } from './queries/list-closures.ts';
import { listResources } from './queries/list-resources.ts';
import { listEventSessions } from './queries/list-event-sessions.ts';
import { listSlots } from './queries/list-slots.ts';
import { listStaff } from './queries/list-staff.ts';
import { listWaitlist } from './queries/list-waitlist.ts';
import { watchAvailability } from './queries/watch-availability.ts';
import { watchBooking } from './queries/watch-booking.ts';
import { bookingCancelled } from './reactions/booking-cancelled.ts';
import { bookingConfirmed } from './reactions/booking-confirmed.ts';
import { bookingExpired } from './reactions/booking-expired.ts';
import { bookingRescheduled } from './reactions/booking-rescheduled.ts';
import { notificationFailed } from './reactions/notification-failed.ts';
import { notificationSent } from './reactions/notification-sent.ts';
import { offeringChanged } from './reactions/offering-changed.ts';
import { paymentAuthorized } from './reactions/payment-authorized.ts';
import { paymentCancelled } from './reactions/payment-cancelled.ts';
import { paymentCreated } from './reactions/payment-created.ts';
import { paymentFailed } from './reactions/payment-failed.ts';
import { paymentRefunded } from './reactions/payment-refunded.ts';
import { paymentSucceeded } from './reactions/payment-succeeded.ts';
import { receiptGenerated } from './reactions/receipt-generated.ts';
import { sessionCancelled } from './reactions/session-cancelled.ts';
import { sessionResized } from './reactions/session-resized.ts';
import { tiktokEventTracked } from './reactions/tiktok-event-tracked.ts';
import { userCreated, userUpdated } from './reactions/user-told.ts';
import { createSources } from './sources.ts';

export function startBooking(config: BookingConfig, overrides: Overrides = {}): Promise<RunningService> {
  const runtime = createRuntime('booking', config.runtime, overrides);
  const sources = createSources(runtime, config);
  const bookings = bookingActor(sources);
  const waitlists = waitlistActor(sources);
  const lists = createListsConcerned();
  const waited = [bookingConfirmed, bookingCancelled, bookingExpired, bookingRescheduled, sessionResized, sessionCancelled];
  const journey = [
    paymentCreated, paymentAuthorized, paymentSucceeded, paymentFailed, paymentCancelled, paymentRefunded,
    receiptGenerated, notificationSent, notificationFailed, tiktokEventTracked,
  ];
  const parts = ({ database }: PartsContext): ServiceParts => ({
    effects: [findTimeRunner({ database, source: sources, now: overrides.now ?? (() => new Date()) }), readOfferingRunner(sources)],
    actors: [bookings, seriesActor(sources), sessionActor(sources), sessionCancellationActor, staffActor(sources), resourceActor(sources), closureActor, rulesActor(sources), waitlists, offeringCopyActor, customerCopyActor],
    readers: [
      reader({
        service: BookingService,
        queries: { getBooking, listBookings, listBookingHistory, getBookingStatistics, getCheckout: getCheckout(sources), getCheckInToken: getCheckInToken(sources.checkInTokens) },
        streams: { watchBooking },
      }),
      reader({
        service: AvailabilityService,
        queries: { listSlots: listSlots(sources), explainSlot: explainSlot(sources) },
        streams: { watchAvailability: watchAvailability(createFeeds(listSlots(sources))) },
      }),
      reader({ service: BookingSeriesService, queries: { getBookingSeries } }),
      reader({ service: SessionService, queries: { listEventSessions } }),
      reader({ service: WaitlistService, queries: { listWaitlist } }),
      reader({ service: ScheduleService, queries: { listStaff, listResources, listClosures, getBookingRules: getBookingRules(sources) } }),
    ],
    reactions: [offeringChanged, userCreated, userUpdated, ...journey.map((react) => react(bookings)), ...waited.map((react) => react(waitlists, lists))],
  });
  return startService(runtime, {
    migrations: new URL('./db/migrations/', import.meta.url),
    entities: [ResourceEntity, StaffEntity],
    personalData,
    parts: (context) => Promise.resolve(parts(context)),
  });
}
