import { expect } from 'chai';
import fc from 'fast-check';
import { money } from '../../runtime/money.ts';
import { emptyState, type BookingEvent, type BookingState } from './booking.ts';
import { cancel, expire } from './cancel.ts';
import { abandon, claim, confirm } from './claim.ts';
import { complete, markNoShow } from './complete.ts';
import { evolve } from './evolve.ts';
import { extendHold } from './extend-hold.ts';
import { hold, type Wanted } from './hold.ts';
import type { Offering } from './offering.ts';
import { allLanes, countLanes, hasLane } from './lanes.ts';
import { timeFrom } from './local-time.ts';
import type { Session } from './place.ts';
import { reschedule } from './reschedule.ts';

const START = new Date('2027-03-10T19:30:00Z');
const BEGIN = new Date('2027-03-01T09:00:00Z').getTime();
const CAPACITY = 3;

const offering: Offering = {
  id: 'offering', kind: 'event', title: 'Reef dive', place: 'Pier', price: money(4500, 'EUR'), durationMinutes: 60, timeZone: 'Europe/Lisbon',
  capacity: CAPACITY, paidOnline: true, holdMinutes: 15, freeCancellationHours: 24, published: true, variants: [], addOns: [],
};
const DATES = ['tonight', 'tomorrow'] as const;
const sessionAt = (id: string, day: number): Session => ({
  id, offeringId: 'offering', time: timeFrom(new Date(START.getTime() + day * 86_400_000), 60, 'Europe/Lisbon'), capacity: CAPACITY, free: allLanes(CAPACITY), taken: new Map(), left: new Map(),
});
const sessions: ReadonlyMap<string, Session> = new Map(DATES.map((id, day) => [id, sessionAt(id, day)]));
const customer = { actor: 'customer', staff: false, reason: 'ill' };

const wanted = (bookingId: string, partySize: number): Wanted => ({
  bookingId, claimId: `claim-${bookingId}`, code: 'K7QM-2XPD', offering, place: { kind: 'session', sessionId: 'tonight', partySize },
  customer: { id: 'customer', name: 'Ana', email: 'ana@example.com', phone: '' }, expectedTotal: undefined, checkout: 'self', note: '', traceId: '', attribution: {},
});

const TOUCHES = ['authorise', 'capture', 'fail', 'cancel', 'remind', 'extend', 'move', 'back', 'noShow'] as const;
type Touch = (typeof TOUCHES)[number];

type Operation =
  | { readonly kind: 'hold'; readonly party: number }
  | { readonly kind: 'wait'; readonly minutes: number }
  | { readonly kind: Touch; readonly booking: number };

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constant('hold' as const), party: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('wait' as const), minutes: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constant(8 * 1440)) }),
  fc.record({ kind: fc.constantFrom(...TOUCHES), booking: fc.nat({ max: 7 }) }),
);

/** A world of an event with two dates and the bookings that were ever held: what turns would keep in tables. */
class World {
  sessions = sessions;
  readonly bookings: BookingState[] = [];
  now = BEGIN;
  readonly captured = new Set<number>();
  readonly owed = new Set<number>();

  run(op: Operation): void {
    if (op.kind === 'wait') this.now += op.minutes * 60_000;
    else if (op.kind === 'hold') this.apply(this.bookings.length, hold(this.state(this.bookings.length), wanted(String(this.bookings.length), op.party), this.time()));
    else if (op.booking < this.bookings.length) this.touch(op.kind, op.booking);
  }

  private touch(kind: Touch, index: number): void {
    const state = this.state(index);
    const payment = { id: 'payment', amount: money(4500, 'EUR'), methodLabel: 'Visa', captured: this.time() };
    if (kind === 'authorise') this.apply(index, claim(state, 'payment', `again-${index}`, this.time()));
    else if (kind === 'capture') {
      this.captured.add(index);
      this.apply(index, confirm(state, payment, `again-${index}`, this.time()));
    } else if (kind === 'fail') this.apply(index, abandon(state, 'declined', this.time()));
    else if (kind === 'cancel') this.apply(index, cancel(state, customer, this.time()));
    else if (kind === 'extend') this.apply(index, extendHold(state, customer, this.time()));
    else if (kind === 'noShow') this.apply(index, markNoShow(state, customer, this.time()));
    else if (kind === 'remind') {
      this.apply(index, expire(state, this.time()));
      this.apply(index, complete(this.state(index), this.time()));
    } else this.move(index, kind === 'move' ? 'tomorrow' : 'tonight');
  }

  private move(index: number, sessionId: string): void {
    const { place } = this.bookings[index]?.booking ?? {};
    const partySize = place?.kind === 'session' ? place.partySize : 1;
    const move = { offering, claimId: `moved-${index}`, place: { kind: 'session', sessionId, partySize }, expectedTotal: undefined } as const;
    this.apply(index, reschedule(this.state(index), move, customer, this.time()));
  }

  private apply(index: number, decision: { events: readonly BookingEvent[] } | { rejection: unknown }): void {
    if ('rejection' in decision) return;
    const before = this.bookings[index]?.booking?.status;
    const state = decision.events.reduce(evolve, this.state(index));
    if (state.booking) this.bookings[index] = state;
    this.sessions = state.sessions;
    if (decision.events.some(({ type }) => type === 'claimRejected')) this.owed.add(index);
    if (before === 'confirmed' && state.booking?.status === 'cancelled') this.owed.add(index);
  }

  state(index: number): BookingState {
    return { ...emptyState, booking: this.bookings[index]?.booking, sessions: this.sessions };
  }

  private time(): Date {
    return new Date(this.now);
  }
}

describe('bookings of two dates, whatever happens in whatever order', () => {
  const check = (holds: (world: World) => void): void => {
    fc.assert(
      fc.property(fc.array(operation, { minLength: 5, maxLength: 60 }), (operations) => {
        const world = new World();
        for (const op of operations) {
          world.run(op);
          holds(world);
        }
      }),
      { numRuns: 300 },
    );
  };

  const ended = (status: string | undefined): boolean => status === undefined || status === 'cancelled' || status === 'expired';

  it('never take more places than there are, and never the same place twice', () => {
    check((world) => {
      for (const { taken, free } of world.sessions.values()) {
        expect(taken.size + countLanes(free)).to.equal(CAPACITY);
        expect([...taken.keys()].every((lane) => lane >= 0 && lane < CAPACITY && !hasLane(free, lane))).to.equal(true);
      }
    });
  });

  it('hold exactly their places while they live, and none when they have ended', () => {
    check((world) => {
      for (const { booking } of world.bookings) {
        for (const { id, taken } of world.sessions.values()) {
          const places = [...taken.values()].filter((holder) => holder === booking?.id).length;
          const theirs = booking?.place.kind === 'session' && booking.place.sessionId === id && !ended(booking.status);
          expect(places).to.equal(theirs ? booking.place.partySize : 0);
        }
      }
    });
  });

  it('leave no captured money without a confirmed booking or a way back', () => {
    check(({ bookings, captured, owed }) => {
      for (const index of captured) {
        const status = bookings[index]?.booking?.status;
        expect(['confirmed', 'completed', 'no_show'].includes(status ?? '') || owed.has(index), `${status}`).to.equal(true);
      }
    });
  });

  it('write down every change, each from where the last one led', () => {
    check(({ bookings }) => {
      for (const { booking } of bookings) {
        const history = booking?.history ?? [];
        expect(history.at(-1)?.to).to.equal(booking?.status);
        for (const [index, entry] of history.entries()) expect(entry.from).to.equal(history[index - 1]?.to);
      }
    });
  });
});
