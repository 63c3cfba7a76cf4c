/** Booking's stores in memory: the same rows, constraints and refusals as those with SQL in `services/booking/db`. */
import { reject } from '#runtime/errors.ts';
import type { StateShape } from '#runtime/actor/types.ts';
import { WriteConflict } from '#runtime/actor/types.ts';
import { claimsBetween } from '#runtime/testing/memory/claims.ts';
import { memoryStore } from '#runtime/testing/memory/store.ts';
import { isCalendarWindow } from '../../../services/booking/db/calendar-store.ts';
import type { Booking } from '../../../services/booking/domain/booking.ts';
import type { Offering } from '../../../services/booking/domain/offering.ts';
import type { Calendar, Claim, Session } from '../../../services/booking/domain/place.ts';
import type { BookingRules } from '../../../services/booking/domain/rules.ts';
import type { Series } from '../../../services/booking/domain/series.ts';
import { isLiving, type Waitlist, type WaitlistEntry } from '../../../services/booking/domain/waitlist.ts';
import type { Bookable, Closure } from '../../../services/booking/domain/schedule.ts';

/** A lane of a session and who has it. */
export interface Seat {
  readonly lane: number;
  readonly bookingId: string;
}

export const bookings = memoryStore<Booking>({
  name: 'booking',
  across: true,
  row: { refuse: reject('CODE_TAKEN', 'The booking code is in use already; try again.', { code: 'ABORTED' }) },
  unique: ({ code }) => code,
});

const seatsOf = (lanes: ReadonlyMap<number, string> = new Map()): Seat[] => [...lanes].map(([lane, bookingId]) => ({ lane, bookingId }));

/** A session knows the lanes that its turns took and gave back, not whose the others are. */
export const sessions = memoryStore<Session, Seat>({
  name: 'session',
  across: true,
  row: 'insert',
  stored: (session) => ({ ...session, taken: new Map(), left: new Map() }),
  claims: {
    name: 'seat',
    changes: (_, after) => ({ taken: seatsOf(after?.taken), left: seatsOf(after?.left) }),
    nameOf: ({ lane, bookingId }) => `${lane}/${bookingId}`,
    rule: { kind: 'unique', place: ({ lane }) => lane },
    compare: (a, b) => a.lane - b.lane,
    refuse: () => new WriteConflict(reject('SLOT_TAKEN', 'Someone else has just taken this place. Choose another one.')),
  },
});

const nameOfClaim = ({ id }: Claim): string => id;

const byStart = (a: Claim, b: Claim): number => a.start.getTime() - b.start.getTime();

export const calendars = memoryStore<Calendar, Claim>({
  name: 'calendar',
  across: true,
  row: 'none',
  claims: {
    name: 'claim',
    changes: claimsBetween(({ claims }) => claims, nameOfClaim),
    nameOf: nameOfClaim,
    rule: { kind: 'overlap', span: ({ start, end }) => ({ start, end }) },
    compare: byStart,
    refuse: () => new WriteConflict(reject('SLOT_TAKEN', 'Someone else has just taken this time. Choose another one.')),
    read: {
      restore: (_, claims, { id }) => ({ id, claims: claims.toSorted(byStart) }),
      // As with SQL: a turn that names no window reads everything that is to come.
      isWithin: ({ start, end }, turns) =>
        turns.some(({ window }) => !isCalendarWindow(window) || window.spans.some((span) => start < span.to && end > span.from)),
    },
  },
});

const nameOfEntry = ({ id, history }: WaitlistEntry): string => `${id} ${history.length}`;

/** A row an entry; turns see those who wait or have an offer, as with SQL. */
export const waitlists = memoryStore<Waitlist, WaitlistEntry>({
  name: 'waitlist',
  row: 'none',
  claims: {
    name: 'waitlist_entry',
    changes: claimsBetween(({ entries }) => entries, nameOfEntry),
    nameOf: nameOfEntry,
    rule: { kind: 'unique', place: ({ id }) => id },
    refuse: () => new TypeError('an entry of a waitlist was written twice'),
    read: {
      restore: (_, entries, { id }) => (entries.length === 0 ? undefined : { id, entries: entries.toSorted((a, b) => a.number - b.number) }),
      isWithin: isLiving,
    },
  },
});

/** Written once, and never changed. */
export const series = memoryStore<Series>({ name: 'series', row: 'insert' });
export const offerings = memoryStore<Offering>({ name: 'offering' });
export const staff = memoryStore<Bookable>({ name: 'staff' });
export const resources = memoryStore<Bookable>({ name: 'resource' });
export const closures = memoryStore<Closure>({ name: 'closure' });
export const rules = memoryStore<BookingRules>({ name: 'rules' });

/** The actor on other stores; everything else of it stays. */
export function onStores<S, A extends { readonly state: StateShape<S> }>(actor: A, stores: StateShape<S>['stores']): A {
  return { ...actor, state: { ...actor.state, stores } };
}
