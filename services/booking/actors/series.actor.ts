/** Bookings that are made together: in one turn on all places that they could take, or not at all. */
import { BookingSeriesService } from '#proto/berth/booking/v1/series_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { partsOf, toParts } from '../../runtime/actor/state.ts';
import { bookingStore } from '../db/booking-store.ts';
import { calendarStore } from '../db/calendar-store.ts';
import { limitStore } from '../db/limit-store.ts';
import { seriesStore } from '../db/series-store.ts';
import { sessionStore } from '../db/session-store.ts';
import type { Booking } from '../domain/booking.ts';
import { noBookings, stateOf } from '../domain/bookings.ts';
import type { Tally } from '../domain/limits.ts';
import type { Calendar, Session } from '../domain/place.ts';
import { evolveSeries, type Series, type SeriesEvent, type SeriesState } from '../domain/series.ts';
import { seriesKey } from '../keys.ts';
import { bookingReminders } from './booking-reminders.ts';
import { COMPLETE, EXPIRE } from './booking-turn.ts';
import { cancelBookingSeries } from './commands/cancel-booking-series.ts';
import { createBookingSeries } from './commands/create-booking-series.ts';
import { rescheduleBookingSeries } from './commands/reschedule-booking-series.ts';
import type { HoldSources } from './prepare-hold.ts';
import { publish } from './publish.ts';
import { memberTurn, withOwnStep } from './member-turn.ts';
import { membersIn, type SeriesTurn } from './series-turn.ts';

const empty: SeriesState = { ...noBookings, series: undefined };

export const seriesActor = (sources: HoldSources) =>
  actor({
    name: 'series',
    service: BookingSeriesService,
    state: {
      stores: { series: seriesStore, booking: bookingStore, session: sessionStore, calendar: calendarStore, limit: limitStore },
      compose: (parts): SeriesState => ({
        series: partsOf<Series>(parts, 'series').values().next().value,
        bookings: partsOf<Booking>(parts, 'booking'),
        sessions: partsOf<Session>(parts, 'session'),
        calendars: partsOf<Calendar>(parts, 'calendar'),
        tallies: partsOf<Tally>(parts, 'limit'),
      }),
      decompose: ({ series, bookings, sessions, calendars, tallies = new Map() }: SeriesState) => [
        ...(series ? [[seriesKey(series.id), series] as const] : []),
        ...toParts('booking', bookings),
        ...toParts('session', sessions),
        ...toParts('calendar', calendars),
        ...toParts('limit', tallies),
      ],
    },
    behaviour: { initial: empty, evolve: evolveWithSteps },
    publish: (event: SeriesEvent, state: SeriesState) => ('bookingId' in event ? publish(event.event, stateOf(state, event.bookingId)) : undefined),
    commands: { createBookingSeries: createBookingSeries(sources), cancelBookingSeries, rescheduleBookingSeries: rescheduleBookingSeries(sources) },
    // The holds of a series end and are completed like any other.
    reminders: {
      [EXPIRE]: (turn: SeriesTurn) => ofEach(turn, EXPIRE),
      [COMPLETE]: (turn: SeriesTurn) => ofEach(turn, COMPLETE),
    },
  });

function evolveWithSteps(state: SeriesState, event: SeriesEvent): SeriesState {
  const next = evolveSeries(state, event);
  return 'bookingId' in event ? withOwnStep(next, event.bookingId, event.event) : next;
}

/** A reminder is one booking's. */
function ofEach(turn: SeriesTurn, name: keyof typeof bookingReminders): void {
  for (const { id } of membersIn(turn.state)) bookingReminders[name](memberTurn(turn, id));
}
