import { expect } from 'chai';
import fc from 'fast-check';
import { money } from '../../runtime/money.ts';
import { emptyState, type BookingEvent, type BookingState } from './booking.ts';
import { cancel, expire } from './cancel.ts';
import { abandon, claim, confirm } from './claim.ts';
import { evolve } from './evolve.ts';
import { hold, type Wanted } from './hold.ts';
import type { Offering } from './offering.ts';
import { allLanes, countLanes, hasLane } from './lanes.ts';
import { timeFrom } from './local-time.ts';
import type { Session } from './place.ts';

const START = new Date('2027-03-10T19:30:00Z');
const BEGIN = new Date('2027-03-01T09:00:00Z').getTime();
const CAPACITY = 3;

const offering: Offering = {
  id: 'offering', kind: 'event', title: 'Reef dive', place: 'Pier', price: money(4500, 'EUR'), durationMinutes: 60, timeZone: 'Europe/Lisbon',
  capacity: CAPACITY, paidOnline: true, holdMinutes: 15, freeCancellationHours: 24, published: true,
};
const session: Session = { id: 'session', offeringId: 'offering', time: timeFrom(START, 60, 'Europe/Lisbon'), capacity: CAPACITY, free: allLanes(CAPACITY), taken: new Map(), left: new Map() };

const wanted = (bookingId: string, partySize: number): Wanted => ({
  bookingId, claimId: `claim-${bookingId}`, code: 'K7QM-2XPD', offering, place: { kind: 'session', sessionId: 'session', partySize },
  customer: { id: 'customer', name: 'Ana', email: 'ana@example.com', phone: '' }, expectedTotal: undefined, checkout: 'self', note: '', traceId: '', attribution: {},
});

type Operation =
  | { readonly kind: 'hold'; readonly party: number }
  | { readonly kind: 'wait'; readonly minutes: number }
  | { readonly kind: 'authorise' | 'capture' | 'fail' | 'cancel' | 'remind'; readonly booking: number };

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constant('hold' as const), party: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ kind: fc.constantFrom('authorise', 'capture', 'fail', 'cancel', 'remind'), booking: fc.nat({ max: 7 }) }),
);

/** A world of one session and the bookings that were ever held: what turns would keep in tables. */
class World {
  session = session;
  readonly bookings: BookingState[] = [];
  now = BEGIN;
  readonly captured = new Set<number>();
  readonly owed = new Set<number>();

  run(op: Operation): void {
    if (op.kind === 'wait') this.now += op.minutes * 60_000;
    else if (op.kind === 'hold') this.apply(this.bookings.length, hold(this.state(this.bookings.length), wanted(String(this.bookings.length), op.party), this.time()));
    else if (op.booking < this.bookings.length) this.touch(op.kind, op.booking);
  }

  private touch(kind: 'authorise' | 'capture' | 'fail' | 'cancel' | 'remind', index: number): void {
    const state = this.state(index);
    const payment = { id: 'payment', amount: money(4500, 'EUR'), methodLabel: 'Visa', captured: this.time() };
    if (kind === 'authorise') this.apply(index, claim(state, 'payment', `again-${index}`, this.time()));
    else if (kind === 'capture') {
      this.captured.add(index);
      this.apply(index, confirm(state, payment, `again-${index}`, this.time()));
    } else if (kind === 'fail') this.apply(index, abandon(state, 'declined', this.time()));
    else if (kind === 'cancel') this.apply(index, cancel(state, { actor: 'customer', staff: false, reason: 'ill' }, this.time()));
    else this.apply(index, expire(state, this.time()));
  }

  private apply(index: number, decision: { events: readonly BookingEvent[] } | { rejection: unknown }): void {
    if ('rejection' in decision) return;
    const before = this.bookings[index]?.booking?.status;
    const state = decision.events.reduce(evolve, this.state(index));
    if (state.booking) this.bookings[index] = state;
    this.session = state.sessions.get('session') ?? this.session;
    if (decision.events.some(({ type }) => type === 'claimRejected')) this.owed.add(index);
    if (before === 'confirmed' && state.booking?.status === 'cancelled') this.owed.add(index);
  }

  state(index: number): BookingState {
    return { ...emptyState, booking: this.bookings[index]?.booking, sessions: new Map([['session', this.session]]) };
  }

  private time(): Date {
    return new Date(this.now);
  }
}

describe('bookings of one session, whatever happens in whatever order', () => {
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

  const live = (status: string | undefined): boolean => status === 'pending' || status === 'confirmed';

  it('never take more places than there are, and never the same place twice', () => {
    check(({ session: { taken, free } }) => {
      expect(taken.size + countLanes(free)).to.equal(CAPACITY);
      expect([...taken.keys()].every((lane) => lane >= 0 && lane < CAPACITY && !hasLane(free, lane))).to.equal(true);
    });
  });

  it('hold exactly their places while they live, and none when they have ended', () => {
    check(({ bookings, session: { taken } }) => {
      for (const { booking } of bookings) {
        const places = [...taken.values()].filter((holder) => holder === booking?.id).length;
        const party = booking?.place.kind === 'session' ? booking.place.partySize : 0;
        expect(places).to.equal(live(booking?.status) ? party : 0);
      }
    });
  });

  it('leave no captured money without a confirmed booking or a way back', () => {
    check(({ bookings, captured, owed }) => {
      for (const index of captured) {
        const status = bookings[index]?.booking?.status;
        expect(status === 'confirmed' || owed.has(index), `${status}`).to.equal(true);
      }
    });
  });

  it('write down every change of state, each from where the last one led', () => {
    check(({ bookings }) => {
      for (const { booking } of bookings) {
        const history = booking?.history ?? [];
        expect(history.at(-1)?.to).to.equal(booking?.status);
        for (const [index, entry] of history.entries()) expect(entry.from).to.equal(history[index - 1]?.to);
      }
    });
  });
});
