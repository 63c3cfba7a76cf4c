/** What each event makes of a booking and its places: the one place where they change. */
import type { Act, Booking, BookingEvent, BookingState, BookingStatus, HistoryChange, Step, Taking } from './booking.ts';
import { isOpen } from './classes.ts';
import { withCounted } from './limits.ts';
import { leaveLanes, takeLanes } from './place.ts';
import { withClaims, withoutClaims } from './takes.ts';

/** Applies one event. Throws `TypeError` for an event that no decision can have made: a defect. */
export function evolve(state: BookingState, event: BookingEvent): BookingState {
  if (event.type === 'held') return take(counted(state, event.booking), begin(event.booking, event.act), event.taking);
  const { booking } = state;
  if (!booking) throw new TypeError(`${event.type} before held`);
  switch (event.type) {
    case 'claimed': {
      const pinned = { ...moved(booking, 'pending', event.act), hold: event.hold };
      return event.taking ? take(state, pinned, event.taking) : { ...state, booking: pinned };
    }
    case 'claimRejected':
      return { ...state, booking: { ...booking, reason: event.act.reason } };
    case 'confirmed':
      return { ...state, booking: { ...moved(booking, 'confirmed', event.act), payment: event.payment, reason: '' } };
    case 'cancelled':
      return { ...vacate(state), booking: { ...moved(booking, 'cancelled', event.act), refund: event.refund } };
    case 'expired':
      return { ...vacate(state), booking: moved(booking, 'expired', event.act) };
    case 'rescheduled':
      return moveIn(vacate(state), event);
    case 'holdExtended':
      return { ...state, booking: noted({ ...booking, hold: event.hold }, 'hold_extended', event.act, `until ${event.hold.expires.toISOString()}`) };
    case 'completed':
      return { ...state, booking: moved(booking, 'completed', event.act) };
    case 'noShow':
      return { ...state, booking: moved(booking, 'no_show', event.act) };
    case 'checkedIn':
      return { ...state, booking: noted({ ...booking, checkedIn: event.act.time }, 'checked_in', event.act) };
    case 'attendeesChanged':
      return { ...state, booking: noted({ ...booking, attendees: event.attendees }, 'attendees', event.act, `${event.attendees.length} named`) };
    case 'receiptIssued':
      return { ...state, booking: { ...booking, receiptId: event.receiptId } };
    case 'stepTaken':
      return { ...state, booking: withStep(booking, event.step, event.reason) };
    default:
      return event satisfies never;
  }
}

const withStep = (booking: Booking, step: Step, reason = booking.reason): Booking => ({ ...booking, reason, steps: [...booking.steps, step] });

const begin = (booking: Booking, act: Act): Booking => ({
  ...booking,
  history: [{ change: 'state', detail: '', from: undefined, to: booking.status, actor: act.actor, reason: act.reason, time: act.time }],
});

const counted = (state: BookingState, booking: Booking): BookingState => (state.tallies ? { ...state, tallies: withCounted(state.tallies, booking) } : state);

/** The booking in its next state, with the change in its history when it is one. */
function moved(booking: Booking, to: BookingStatus, { actor, reason, time }: Act): Booking {
  if (booking.status === to) return booking;
  const entry = { change: 'state', detail: '', from: booking.status, to, actor, reason, time } as const;
  return { ...booking, status: to, reason, history: [...booking.history, entry] };
}

/** The booking with a change in its history that leaves its state as it is. */
function noted(booking: Booking, change: HistoryChange, { actor, reason, time }: Act, detail = ''): Booking {
  const entry = { change, detail, from: booking.status, to: booking.status, actor, reason, time };
  return { ...booking, history: [...booking.history, entry] };
}

/** The state with the booking and the place that it takes. */
function take(state: BookingState, booking: Booking, taking: Taking): BookingState {
  const { id, place } = booking;
  if (taking.kind === 'session') {
    const session = state.sessions.get(taking.sessionId);
    if (!session || place.kind !== 'session') throw new TypeError('the session is not part of the turn');
    const sessions = new Map(state.sessions).set(session.id, takeLanes(session, taking.lanes, id));
    return { ...state, booking: { ...booking, place: { ...place, lanes: taking.lanes } }, sessions };
  }
  if (taking.kind === 'class') {
    const { session, lanes, claims } = taking;
    if (place.kind !== 'class') throw new TypeError('the booking has no place in a class');
    const sessions = new Map(state.sessions).set(session.id, takeLanes(session, lanes, id));
    return { ...state, booking: { ...booking, place: { ...place, lanes, takes: session.takes ?? [] } }, sessions, calendars: withClaims(state, session.id, claims) };
  }
  return { ...state, booking, calendars: withClaims(state, id, taking.claims) };
}

/** A booking that was moved and has given its old places back already, at its new ones. */
export function moveIn(vacated: BookingState, { previous, booking, act, taking }: Extract<BookingEvent, { type: 'rescheduled' }>): BookingState {
  return take(vacated, noted(booking, 'rescheduled', act, `${previous.localStart} → ${booking.time.localStart}`), taking);
}

/** The state without the places that its booking has. */
export function vacate(state: BookingState): BookingState {
  if (!state.booking) return state;
  const { id, place } = state.booking;
  if (place.kind === 'time') return { ...state, calendars: withoutClaims(state, id, place) };
  const session = state.sessions.get(place.sessionId);
  if (!session) return state;
  const left = leaveLanes(session, place.lanes, id);
  const without = { ...state, sessions: new Map(state.sessions).set(session.id, left) };
  // The last one to leave a class gives the time back.
  return place.kind === 'session' || isOpen(left) ? without : { ...without, calendars: withoutClaims(state, session.id, place) };
}
