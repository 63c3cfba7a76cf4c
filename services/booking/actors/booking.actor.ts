/** A booking and the places it claims: nothing that overlaps can be confirmed twice. */
import { BookingService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { partsOf, toParts } from '../../runtime/actor/state.ts';
import type { CheckInTokens } from '../check-in-token.ts';
import { bookingStore } from '../db/booking-store.ts';
import { calendarStore } from '../db/calendar-store.ts';
import { limitStore } from '../db/limit-store.ts';
import { sessionStore } from '../db/session-store.ts';
import { emptyState, type Booking, type BookingEvent, type BookingState } from '../domain/booking.ts';
import { evolve } from '../domain/evolve.ts';
import type { Tally } from '../domain/limits.ts';
import type { Calendar, Session } from '../domain/place.ts';
import { bookingKey } from '../keys.ts';
import { bookingReminders } from './booking-reminders.ts';
import { cancelBooking } from './commands/cancel-booking.ts';
import { checkIn } from './commands/check-in.ts';
import { createBooking } from './commands/create-booking.ts';
import { extendHold } from './commands/extend-hold.ts';
import { markNoShow } from './commands/mark-no-show.ts';
import { rescheduleBooking } from './commands/reschedule-booking.ts';
import { updateAttendees } from './commands/update-attendees.ts';
import type { HoldSources } from './prepare-hold.ts';
import { publish } from './publish.ts';
import { ownStep } from './steps.ts';

/** What bookings need besides their own tables. */
export interface BookingSources extends HoldSources {
  readonly checkInTokens: CheckInTokens;
}

export type BookingActor = ReturnType<typeof bookingActor>;

export const bookingActor = (sources: BookingSources) =>
  actor({
    name: 'booking',
    service: BookingService,
    state: {
      stores: {
        booking: bookingStore,
        session: sessionStore,
        calendar: calendarStore,
        limit: limitStore,
      },
      compose: (parts): BookingState => ({
        booking: partsOf<Booking>(parts, 'booking').values().next().value,
        sessions: partsOf<Session>(parts, 'session'),
        calendars: partsOf<Calendar>(parts, 'calendar'),
        tallies: partsOf<Tally>(parts, 'limit'),
      }),
      decompose: ({ booking, sessions, calendars, tallies = new Map() }: BookingState) => [
        ...(booking ? [[bookingKey(booking.id), booking] as const] : []),
        ...toParts('session', sessions),
        ...toParts('calendar', calendars),
        ...toParts('limit', tallies),
      ],
    },
    behaviour: { initial: emptyState, evolve: (state: BookingState, event: BookingEvent) => ownStep(evolve(state, event), event) },
    publish,
    commands: {
      createBooking: createBooking(sources),
      rescheduleBooking: rescheduleBooking(sources),
      extendHold,
      cancelBooking,
      updateAttendees,
      checkIn: checkIn(sources.checkInTokens),
      markNoShow,
    },
    reminders: bookingReminders,
  });
