import { expect } from 'chai';
import fc from 'fast-check';
import { emptyState, type Booking, type BookingEvent, type BookingState } from './booking.ts';
import { cancel, expire } from './cancel.ts';
import { claim } from './claim.ts';
import { evolve } from './evolve.ts';
import { exampleOffering, minutesAfter, NOW, START, STAFF } from './example-booking.ts';
import { hold, type Wanted } from './hold.ts';
import { timeFrom } from './local-time.ts';
import { calendarIdsOf } from './takes.ts';

const PEOPLE = ['ana', 'rui'].map((id) => ({ id, kind: 'staff', name: id }));
const ROOMS = ['blue', 'red'].map((id) => ({ id, kind: 'room', name: id }));
const BUFFER = 15;

interface Ask {
  readonly slot: number;
  /** The room is needed for the second half alone. */
  readonly roomLate: boolean;
  readonly people: number;
}

function wanted(id: string, { slot, roomLate, people }: Ask): Wanted {
  const time = timeFrom(minutesAfter(START, slot * 15), 60, 'Europe/Lisbon');
  const taken = { start: minutesAfter(time.start, -BUFFER), end: minutesAfter(time.end, BUFFER) };
  const staff = Array.from({ length: people }, () => ({ ...taken, candidates: PEOPLE }));
  const room = { ...taken, start: roomLate ? minutesAfter(time.start, 30) : taken.start, candidates: ROOMS };
  const day = { from: minutesAfter(START, -600), to: minutesAfter(START, 600) };
  return {
    bookingId: id, claimId: `claim-${id}`, code: 'K7QM-2XPD', offering: exampleOffering, place: { kind: 'time', time, units: [...staff, room], day, staysWith: [] },
    customer: { id: 'customer', name: 'Ana', email: '', phone: '' }, expectedTotal: undefined, checkout: 'self', note: '', traceId: '', attribution: {},
  };
}

const operation = fc.oneof(
  fc.record({ kind: fc.constant('hold' as const), slot: fc.nat({ max: 16 }), roomLate: fc.boolean(), people: fc.constantFrom(1, 1, 2) }),
  fc.record({ kind: fc.constantFrom('cancel' as const, 'expire' as const, 'pay' as const), booking: fc.nat({ max: 4 }) }),
  fc.record({ kind: fc.constant('wait' as const), minutes: fc.constantFrom(5, 20) }),
);

/** Bookings of four calendars, as turns would keep them in tables. */
class World {
  calendars: BookingState['calendars'] = new Map();
  readonly bookings: Booking[] = [];
  now = NOW;

  run(op: typeof operation extends fc.Arbitrary<infer O> ? O : never): void {
    if (op.kind === 'wait') this.now = minutesAfter(this.now, op.minutes);
    else if (op.kind === 'hold') this.apply(this.bookings.length, hold(this.state(undefined), wanted(String(this.bookings.length), op), this.now));
    else if (op.booking < this.bookings.length) this.touch(op.kind, op.booking);
  }

  private touch(kind: 'cancel' | 'expire' | 'pay', index: number): void {
    const state = this.state(this.bookings[index]);
    if (kind === 'cancel') this.apply(index, cancel(state, STAFF, this.now));
    else if (kind === 'expire') this.apply(index, expire(state, this.now));
    else this.apply(index, claim(state, 'payment', `again-${index}-${this.now.getTime()}`, this.now));
  }

  private apply(index: number, decision: { readonly events: readonly BookingEvent[] } | { readonly rejection: unknown }): void {
    if ('rejection' in decision) return;
    const after = decision.events.reduce(evolve, this.state(this.bookings[index]));
    if (after.booking) this.bookings[index] = after.booking;
    this.calendars = after.calendars;
  }

  private state(booking: Booking | undefined): BookingState {
    return { ...emptyState, booking, calendars: this.calendars };
  }
}

const check = (holds: (world: World) => void): void => {
  fc.assert(
    fc.property(fc.array(operation, { minLength: 5, maxLength: 50 }), (operations) => {
      const world = new World();
      for (const op of operations) {
        world.run(op);
        holds(world);
      }
    }),
    { numRuns: 300 },
  );
};

describe('the time of staff and rooms, whatever happens in whatever order', () => {
  it('is never had by two at once, buffers included', () => {
    check(({ calendars }) => {
      for (const { claims } of calendars.values()) {
        const sorted = claims.toSorted((a, b) => a.start.getTime() - b.start.getTime());
        for (const [index, { start }] of sorted.entries()) expect(start.getTime()).to.be.at.least(sorted[index - 1]?.end.getTime() ?? 0);
      }
    });
  });

  it('is had whole while a booking lives, and not at all when it has ended', () => {
    check(({ bookings, calendars }) => {
      const claims = [...calendars].flatMap(([id, calendar]) => calendar.claims.map((each) => ({ ...each, whose: id })));
      expect(new Set(claims.map((each) => `${each.bookingId} ${each.whose}`)).size).to.equal(claims.length);
      for (const { id, status, place } of bookings) {
        const mine = claims.filter(({ bookingId }) => bookingId === id).map((each) => `${each.whose} ${each.start.toISOString()} ${each.end.toISOString()}`);
        const takes = place.kind === 'time' ? place.takes.map((take) => `${take.id} ${take.start.toISOString()} ${take.end.toISOString()}`) : [];
        expect(takes).to.have.length.above(1);
        expect(mine).to.have.members(status === 'pending' || status === 'confirmed' ? takes : []);
        expect(calendarIdsOf(place)).to.have.length(takes.length);
      }
    });
  });

  it('is had again by a late payment when all of it is still free, and by none when one room is not', () => {
    const late = (takenOf: 'staff' | 'room' | undefined) => {
      const world = new World();
      world.run({ kind: 'hold', slot: 0, roomLate: false, people: 1 });
      world.run({ kind: 'wait', minutes: 20 });
      world.run({ kind: 'expire', booking: 0 });
      const place = world.bookings[0]?.place;
      const take = place?.kind === 'time' ? place.takes.find(({ kind }) => kind === takenOf) : undefined;
      if (take) world.calendars = new Map(world.calendars).set(take.id, { id: take.id, claims: [{ id: 'x', bookingId: 'other', start: take.start, end: take.end }] });
      world.run({ kind: 'pay', booking: 0 });
      return [world.bookings[0]?.status, world.bookings[0]?.hold.fence, [...world.calendars.values()].filter(({ claims }) => claims.some(({ bookingId }) => bookingId === '0')).length];
    };
    expect(late(undefined)).to.deep.equal(['pending', 2n, 2]);
    expect(late('staff')).to.deep.equal(['expired', 1n, 0]);
    expect(late('room')).to.deep.equal(['expired', 1n, 0]);
  });
});
