/** A booking for tests: confirmed and paid, of a session on 10 March 2027 at 19:30 in Lisbon. */
import { money } from '../../runtime/money.ts';
import type { Booking, BookingEvent, BookingState } from './booking.ts';
import { evolve } from './evolve.ts';
import { allLanes } from './lanes.ts';
import { timeFrom } from './local-time.ts';
import type { Offering } from './offering.ts';
import { freeUntilHours } from './policy.ts';
import type { Session } from './place.ts';
import type { Decision } from './standing.ts';

export const NOW = new Date('2027-03-01T09:00:00Z');
export const START = new Date('2027-03-10T19:30:00Z');
export const CUSTOMER = { actor: 'customer', staff: false, reason: '' };
export const STAFF = { actor: 'staff', staff: true, reason: 'Storm' };

export const minutesAfter = (from: Date, minutes: number): Date => new Date(from.getTime() + minutes * 60_000);

export const exampleOffering: Offering = {
  id: 'offering', kind: 'event', title: 'Reef dive', place: 'Pier', price: money(4500, 'EUR'), durationMinutes: 60, timeZone: 'Europe/Lisbon',
  capacity: 3, paidOnline: true, holdMinutes: 15, freeCancellationHours: 24, published: true, variants: [], addOns: [],
};

export const exampleBooking = (more: Partial<Booking> = {}): Booking => ({
  id: 'booking', code: 'K7QM-2XPD', status: 'confirmed', offering: { id: 'offering', kind: 'event', title: 'Reef dive', place: 'Pier', unitPrice: money(4500, 'EUR') },
  time: timeFrom(START, 60, 'Europe/Lisbon'), place: { kind: 'session', sessionId: 'tonight', partySize: 1, lanes: [0] },
  customer: { id: 'customer', name: 'Ana', email: 'ana@example.com', phone: '' }, lines: [{ kind: 'offering', id: 'offering', title: 'Reef dive', unitPrice: money(4500, 'EUR'), quantity: 1, extraMinutes: 0 }],
  total: money(4500, 'EUR'), paymentRequired: true,
  hold: { fence: 1n, expires: minutesAfter(NOW, 15), claimed: true, minutes: 15, extensions: 0 },
  payment: { id: 'payment', amount: money(4500, 'EUR'), methodLabel: 'Visa', captured: NOW }, receiptId: undefined, checkout: 'self', reason: '',
  policy: freeUntilHours(24), refund: undefined, attendees: [], checkedIn: undefined, note: '', traceId: '', attribution: {}, created: NOW, request: undefined,
  history: [{ change: 'state', detail: '', from: undefined, to: 'pending', actor: 'customer', reason: '', time: NOW }], steps: [], ...more,
});

export const held = (more: Partial<Booking> = {}): Booking =>
  exampleBooking({ status: 'pending', payment: undefined, ...more, hold: { fence: 1n, expires: minutesAfter(NOW, 15), claimed: false, minutes: 15, extensions: 0, ...more.hold } });

/** A date of the event, `days` after the first, with so many places of three left to take. */
export const dateOf = (id: string, days: number, free = 3): Session => ({
  id, offeringId: 'offering', time: timeFrom(minutesAfter(START, days * 1440), 60, 'Europe/Lisbon'), capacity: 3, free: allLanes(free), taken: new Map(), left: new Map(),
});

/** Booked tonight on lane 0, with tomorrow's date beside it. */
export const stateOf = (booking: Booking, ...more: readonly Session[]): BookingState => {
  const tonight = { ...dateOf('tonight', 0), free: [[1, 3]] as const };
  return { booking, sessions: new Map([tonight, dateOf('tomorrow', 1), ...more].map((session) => [session.id, session])), calendars: new Map() };
};

/** What the decision makes of the state; throws when it is a refusal. */
export function after(state: BookingState, decision: Decision): BookingState & { readonly booking: Booking } {
  if ('rejection' in decision) throw new Error(decision.rejection.reason);
  const next = decision.events.reduce((now: BookingState, event: BookingEvent) => evolve(now, event), state);
  if (!next.booking) throw new TypeError('no booking is left');
  return { ...next, booking: next.booking };
}

/** Why it says no; `none` when it does not. */
export const refusalOf = (decision: Decision): string => ('rejection' in decision ? decision.rejection.reason : 'none');
