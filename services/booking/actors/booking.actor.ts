/** A booking and the places it claims: nothing that overlaps can be confirmed twice. */
import { BookingService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { actor, born } from '../../runtime/actor/actor.ts';
import { partsOf, toParts } from '../../runtime/actor/state.ts';
import type { Caller, Key, Turn } from '../../runtime/actor/types.ts';
import { notFound } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { bookingStore } from '../db/booking-store.ts';
import { calendarStore } from '../db/calendar-store.ts';
import { sessionStore } from '../db/session-store.ts';
import { emptyState, type Booking, type BookingEvent, type BookingState } from '../domain/booking.ts';
import { cancel, expire, refundOf } from '../domain/cancel.ts';
import { evolve } from '../domain/evolve.ts';
import { hold, type Wanted } from '../domain/hold.ts';
import type { BookedTime } from '../domain/local-time.ts';
import type { Calendar, Session } from '../domain/place.ts';
import { bookingKey, calendarKey, placeKey, sessionKey } from '../keys.ts';
import { toBooking, toMoney } from '../mapping.ts';
import { isStaff, mayTouch } from '../access.ts';
import { prepareHold, type HoldFacts, type HoldSources } from './prepare-hold.ts';
import { publish } from './publish.ts';
import { routeToPlace } from './route.ts';
import { ownStep } from './steps.ts';

export type BookingTurn = Turn<BookingState, BookingEvent>;

/** Reminder that ends an unpaid hold. */
export const EXPIRE = 'expireHold';

export type BookingActor = ReturnType<typeof bookingActor>;

export const bookingActor = (sources: HoldSources) =>
  actor({
    name: 'booking',
    service: BookingService,
    state: {
      stores: {
        booking: bookingStore,
        session: sessionStore,
        calendar: calendarStore,
      },
      compose: (parts): BookingState => ({
        booking: partsOf<Booking>(parts, 'booking').values().next().value,
        sessions: partsOf<Session>(parts, 'session'),
        calendars: partsOf<Calendar>(parts, 'calendar'),
      }),
      decompose: ({ booking, sessions, calendars }: BookingState) => [
        ...(booking ? [[bookingKey(booking.id), booking] as const] : []),
        ...toParts('session', sessions),
        ...toParts('calendar', calendars),
      ],
    },
    behaviour: { initial: emptyState, evolve: (state: BookingState, event: BookingEvent) => ownStep(evolve(state, event), event) },
    publish,
    commands: {
      createBooking: {
        anew: ['CODE_TAKEN'],
        prepare: (request, view) => prepareHold(request, view, sources),
        route: (_, facts: HoldFacts) => ('made' in facts ? [bookingKey(facts.made)] : [born(bookingKey(facts.wanted.bookingId)), ...placeKeys(facts.wanted)]),
        window: (_, facts: HoldFacts) => ('wanted' in facts && facts.wanted.place.kind === 'staff' ? spanOf(facts.wanted.place.time) : undefined),
        existing(turn) {
          const { booking } = turn.state;
          return booking?.request && { bodyHash: booking.request.bodyHash, reply: { booking: reply(turn, booking) } };
        },
        turn(turn, _, facts: HoldFacts) {
          if ('made' in facts) throw new TypeError(`booking ${facts.made} is gone`);
          const { booking } = turn.apply(hold(turn.state, { ...facts.wanted, ...(turn.request && { request: turn.request }) }, turn.now));
          if (booking?.status === 'pending') turn.remind(EXPIRE, booking.hold.expires);
          return { booking: reply(turn, booking) };
        },
      },
      cancelBooking: {
        route: ({ id }, _facts, view) => routeToPlace(fromTypeId('bkg', id, 'id'), view.db),
        turn(turn, { id, etag, reason }) {
          const before = owned(turn.state.booking, turn.caller, id);
          turn.need(placeKey(before));
          turn.expectEtag(bookingKey(before.id), etag);
          const staff = isStaff(turn.caller);
          const refund = refundOf(before, staff, turn.now);
          const { booking } = turn.apply(cancel(turn.state, { actor: turn.caller.subject, staff, reason }, turn.now));
          turn.forget(EXPIRE);
          return { booking: reply(turn, booking), refund: toMoney(refund) };
        },
      },
    },
    reminders: { [EXPIRE]: expireHold },
  });

const placeKeys = ({ place }: Wanted): readonly Key[] =>
  place.kind === 'session' ? [sessionKey(place.sessionId)] : place.candidates.map(({ id }) => calendarKey(id));

const spanOf = ({ start, end }: BookedTime) => ({ from: start, to: end });

function expireHold(turn: BookingTurn): void {
  const { booking } = turn.state;
  if (!booking) return;
  turn.need(placeKey(booking));
  const { booking: after } = turn.apply(expire(turn.state, turn.now));
  if (after?.status === 'pending' && !after.hold.claimed) turn.remind(EXPIRE, after.hold.expires);
}

/** The booking, when it exists and the caller may touch it; otherwise `NOT_FOUND` in the same words. */
function owned(booking: Booking | undefined, caller: Caller, id: string): Booking {
  if (!booking || !mayTouch(caller, booking.customer.id)) throw notFound('booking', id);
  return booking;
}

function reply(turn: BookingTurn, booking: Booking | undefined) {
  if (!booking) throw new TypeError('a turn that booked has no booking');
  return toBooking(booking, turn.version(bookingKey(booking.id)), turn.now);
}

