/** Cancels sessions: at once nobody gets in any more, then everyone who was in loses their booking and gets everything back, a few a turn until nobody is left. */
import { SessionCancelledSchema } from '#proto/berth/booking/v1/session_events_pb.ts';
import { SessionService } from '#proto/berth/booking/v1/session_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { partsOf, toParts } from '../../runtime/actor/state.ts';
import type { Published, Turn } from '../../runtime/actor/types.ts';
import { notFound } from '../../runtime/errors.ts';
import { fromTypeId, toTypeId } from '../../runtime/ids.ts';
import { bookingStore } from '../db/booking-store.ts';
import { MOST_AT_ONCE, rosterStore, type Roster } from '../db/roster-store.ts';
import { sessionStore } from '../db/session-store.ts';
import type { Booking } from '../domain/booking.ts';
import { evolveMember, noBookings, stateOf, type BookingsState, type MemberEvent } from '../domain/bookings.ts';
import type { Session } from '../domain/place.ts';
import { cancelEach } from '../domain/series-cancel.ts';
import { cancelSession } from '../domain/session-cancel.ts';
import { evolveSessions, type SessionEvent } from '../domain/session.ts';
import { bookingKey, rosterKey, sessionKey } from '../keys.ts';
import { toSession } from '../mapping.ts';
import { keepReminders } from './booking-turn.ts';
import { memberTurn, withOwnStep } from './member-turn.ts';
import { publish as publishBooking } from './publish.ts';

interface CancellationState extends BookingsState {
  readonly roster: Roster | undefined;
}

type CancellationEvent = MemberEvent | SessionEvent;
type CancellationTurn = Turn<CancellationState, CancellationEvent>;

/** Reminder that cancels the next few bookings. */
const CANCEL_NEXT = 'cancelNext';
/** A payment that is being taken is over by then. */
const WAIT_MS = 10_000;

export const sessionCancellationActor = actor({
  name: 'session-cancellation',
  service: SessionService,
  state: {
    stores: { session: sessionStore, booking: bookingStore, roster: rosterStore },
    compose: (parts): CancellationState => ({
      roster: partsOf<Roster>(parts, 'roster').values().next().value,
      bookings: partsOf<Booking>(parts, 'booking'),
      sessions: partsOf<Session>(parts, 'session'),
      calendars: new Map(),
    }),
    decompose: ({ bookings, sessions }: CancellationState) => [...toParts('booking', bookings), ...toParts('session', sessions)],
  },
  behaviour: { initial: { ...noBookings, roster: undefined }, evolve },
  publish,
  commands: {
    cancelSession: {
      route: ({ id }) => [sessionKey(fromTypeId('ses', id, 'id'))],
      turn(turn: CancellationTurn, { id, reason, etag }) {
        const [session] = turn.state.sessions.values();
        // A time of a class is no date that somebody set: it is there while somebody has booked it.
        if (!session || session.takes) throw notFound('session', id);
        const key = sessionKey(session.id);
        turn.expectEtag(key, etag);
        const { sessions } = turn.apply(cancelSession(session, { actor: turn.caller.subject, time: turn.now, reason }));
        turn.remind(CANCEL_NEXT, turn.now, rosterKey(session.id));
        return { session: toSession(sessions.get(session.id) ?? session, turn.version(key)) };
      },
    },
  },
  reminders: { [CANCEL_NEXT]: cancelNext },
});

function cancelNext(turn: CancellationTurn): void {
  const { roster } = turn.state;
  if (!roster) throw new TypeError('the reminder is on no roster');
  turn.need(sessionKey(roster.id), ...roster.bookingIds.map(bookingKey));
  const session = turn.state.sessions.get(roster.id);
  if (!session?.cancelled || roster.bookingIds.length === 0) return;
  const { actor: by, reason } = session.cancelled;
  const before = turn.state.bookings;
  const cancelled = cancelEach(turn.state, roster.bookingIds, { actor: by, staff: true, reason }, turn.now);
  if ('events' in cancelled) turn.apply(cancelled);
  // The turn may still hold the key of a booking that has moved to another date since: that is none of this one's.
  for (const [id, booking] of before) if (turn.state.bookings.get(id) !== booking) keepReminders(memberTurn(turn, id), booking);
  // What has ended otherwise keeps its places, and nobody waits for it.
  const paying = [...turn.state.bookings.values()].some(({ status }) => status === 'pending');
  const more = 'events' in cancelled && roster.bookingIds.length === MOST_AT_ONCE;
  if (more || paying) turn.remind(CANCEL_NEXT, more ? turn.now : new Date(turn.now.getTime() + WAIT_MS), rosterKey(roster.id));
}

function evolve(state: CancellationState, event: CancellationEvent): CancellationState {
  if (event.type === 'member') return withOwnStep(evolveMember(state, event), event.bookingId, event.event);
  return { ...state, sessions: evolveSessions(state.sessions, event) };
}

function publish(event: CancellationEvent, state: CancellationState): Published | undefined {
  if (event.type === 'member') return publishBooking(event.event, stateOf(state, event.bookingId));
  if (event.type !== 'sessionCancelled') return undefined;
  const { session } = event;
  // Etags belong to reads; an event is numbered by its key version.
  return { key: sessionKey(session.id), subject: toTypeId('ses', session.id), schema: SessionCancelledSchema, payload: { session: toSession(session, 0n) } };
}
