import { expect } from 'chai';
import fc from 'fast-check';
import { emptyState, type Booking, type BookingEvent, type BookingState } from './booking.ts';
import { cancel, expire } from './cancel.ts';
import { claim } from './claim.ts';
import { isOpen } from './classes.ts';
import { evolve } from './evolve.ts';
import { exampleOffering, minutesAfter, NOW, refusalOf, STAFF, START } from './example-booking.ts';
import { hold, type Wanted, type WantedPlace } from './hold.ts';
import { countLanes, lanesOf } from './lanes.ts';
import { timeFrom } from './local-time.ts';
import { reschedule } from './reschedule.ts';
import { placesBooked } from './session.ts';

const PEOPLE = ['ana', 'rui'].map((id) => ({ id, kind: 'staff', name: id }));
const ROOMS = ['blue'].map((id) => ({ id, kind: 'room', name: id }));
const BUFFER = 15;
const CAPACITY = 3;
const day = { from: minutesAfter(START, -600), to: minutesAfter(START, 600) };
const yoga = { ...exampleOffering, id: 'yoga' };

interface Ask {
  readonly slot: number;
  readonly party: number;
  readonly withRoom: boolean;
  readonly only?: string | undefined;
}

function placeAt({ slot, party, withRoom, only }: Ask, capacity: number): WantedPlace {
  const time = timeFrom(minutesAfter(START, slot * 30), 60, 'Europe/Lisbon');
  const taken = { start: minutesAfter(time.start, -BUFFER), end: minutesAfter(time.end, BUFFER) };
  const people = { ...taken, candidates: PEOPLE.filter(({ id }) => only === undefined || id === only) };
  const units = withRoom ? [people, { ...taken, candidates: ROOMS }] : [people];
  return { kind: 'class', time, units, day, staysWith: [], party, capacity };
}

const wanted = (id: string, place: WantedPlace, offering = yoga): Wanted => ({
  bookingId: id, claimId: `claim-${id}`, code: 'K7QM-2XPD', offering, place,
  customer: { id: 'customer', name: 'Ana', email: '', phone: '' }, expectedTotal: undefined, checkout: 'self', note: '', traceId: '', attribution: {},
});

const ask: fc.Arbitrary<Ask> = fc.record({ slot: fc.nat({ max: 4 }), party: fc.integer({ min: 1, max: 3 }), withRoom: fc.constant(true), only: fc.constantFrom(undefined, undefined, 'ana') });
const operation = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('hold' as const), ask }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('private' as const), ask }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('cancel' as const, 'expire' as const, 'pay' as const), booking: fc.nat({ max: 8 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move' as const), booking: fc.nat({ max: 8 }), ask }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('capacity' as const), to: fc.integer({ min: 1, max: CAPACITY }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.constantFrom(5, 20) }) },
);
type Operation = typeof operation extends fc.Arbitrary<infer O> ? O : never;

/** A class and private lessons with two people and one room, as turns would keep them in tables. */
class World {
  calendars: BookingState['calendars'] = new Map();
  sessions: BookingState['sessions'] = new Map();
  readonly bookings: Booking[] = [];
  now = NOW;
  capacity = CAPACITY;

  run(op: Operation): string {
    switch (op.kind) {
      case 'wait':
        this.now = minutesAfter(this.now, op.minutes);
        return 'none';
      case 'capacity':
        this.capacity = op.to;
        return 'none';
      case 'hold':
        return this.add(placeAt(op.ask, Math.max(op.ask.party, this.capacity)));
      case 'private': {
        const { party: _, capacity: __, ...time } = placeAt(op.ask, 1) as WantedPlace & { kind: 'class' };
        return this.add({ ...time, kind: 'time' }, exampleOffering);
      }
      default:
        return op.booking < this.bookings.length ? this.touch(op, op.booking) : 'none';
    }
  }

  private add(place: WantedPlace, offering = yoga): string {
    const index = this.bookings.length;
    return this.apply(index, hold(this.state(index), wanted(String(index), place, offering), this.now));
  }

  private touch(op: Operation, index: number): string {
    const state = this.state(index);
    if (op.kind === 'cancel') return this.apply(index, cancel(state, STAFF, this.now));
    if (op.kind === 'expire') return this.apply(index, expire(state, this.now));
    if (op.kind === 'pay') return this.apply(index, claim(state, 'payment', `again-${index}-${this.now.getTime()}`, this.now));
    if (op.kind !== 'move' || state.booking?.place.kind !== 'class') return 'none';
    const place = placeAt({ ...op.ask, party: state.booking.place.partySize }, this.capacity);
    return this.apply(index, reschedule(state, { offering: yoga, claimId: `moved-${index}-${this.bookings[index]?.hold.fence}`, place, expectedTotal: undefined }, STAFF, this.now));
  }

  private apply(index: number, decision: { readonly events: readonly BookingEvent[] } | { readonly rejection: { readonly reason: string } }): string {
    if ('rejection' in decision) return decision.rejection.reason;
    const after = decision.events.reduce(evolve, this.state(index));
    if (after.booking) this.bookings[index] = after.booking;
    this.calendars = after.calendars;
    // A turn begins with what the rows say.
    this.sessions = new Map([...after.sessions].map(([id, session]) => [id, { ...session, taken: new Map(), left: new Map() }]));
    return decision.events.some(({ type }) => type === 'claimRejected') ? 'LOST' : 'none';
  }

  state(index: number): BookingState {
    return { ...emptyState, booking: this.bookings[index], calendars: this.calendars, sessions: this.sessions };
  }

  /** Living bookings of a session. */
  inside(sessionId: string): readonly Booking[] {
    return this.bookings.filter(({ place, status }) => place.kind === 'class' && place.sessionId === sessionId && (status === 'pending' || status === 'confirmed'));
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

const isLate = (world: World, after: () => void): string => {
  world.run({ kind: 'hold', ask: { slot: 0, party: 2, withRoom: true } });
  world.run({ kind: 'wait', minutes: 20 });
  world.run({ kind: 'expire', booking: 0 });
  after();
  return world.run({ kind: 'pay', booking: 0 });
};

describe('classes, whatever happens in whatever order', () => {
  it('never have more guests than places, each with places of their own', () => {
    let shared = 0;
    check((world) => {
      for (const session of world.sessions.values()) {
        const guests = world.inside(session.id);
        const lanes = guests.flatMap(({ place }) => (place.kind === 'class' ? place.lanes : []));
        expect(new Set(lanes).size).to.equal(lanes.length);
        expect(lanes.filter((lane) => lanesOf(session.free).includes(lane))).to.deep.equal([]);
        expect(lanes.length + countLanes(session.free)).to.equal(session.capacity);
        expect(lanes.length).to.be.at.most(CAPACITY);
        if (guests.length > 1) shared += 1;
      }
    });
    expect(shared).to.be.above(100);
  });

  it('have their people and rooms exactly while somebody is in them, and nobody else has them then', () => {
    check(({ calendars, sessions, bookings }) => {
      for (const { claims } of calendars.values()) {
        const sorted = claims.toSorted((a, b) => a.start.getTime() - b.start.getTime());
        for (const [index, { start }] of sorted.entries()) expect(start.getTime()).to.be.at.least(sorted[index - 1]?.end.getTime() ?? 0);
      }
      const claims = [...calendars].flatMap(([id, calendar]) => calendar.claims.map(({ bookingId, start, end }) => `${bookingId} ${id} ${start.toISOString()} ${end.toISOString()}`));
      const taken = (holder: string, takes: readonly { readonly id: string; readonly start: Date; readonly end: Date }[]) =>
        takes.map(({ id, start, end }) => `${holder} ${id} ${start.toISOString()} ${end.toISOString()}`);
      const open = [...sessions.values()].filter(isOpen).flatMap(({ id, takes = [] }) => taken(id, takes));
      const alone = bookings.filter(({ status }) => status === 'pending' || status === 'confirmed').flatMap(({ id, place }) => (place.kind === 'time' ? taken(id, place.takes) : []));
      expect(claims).to.have.members([...open, ...alone]);
    });
  });

  it('are named by each booking as they are: who serves it and where', () => {
    check((world) => {
      for (const session of world.sessions.values()) {
        for (const { place, time } of world.inside(session.id)) {
          expect(place.kind === 'class' && place.takes).to.deep.equal(session.takes);
          expect(time.start).to.deep.equal(session.time.start);
        }
      }
    });
  });
});

describe('a class', () => {
  const at = (slot: number, party: number, more: Partial<Ask> = {}): Operation => ({ kind: 'hold', ask: { slot, party, withRoom: false, ...more } });
  const leaders = ({ bookings }: World): readonly string[] => bookings.map(({ place }) => (place.kind === 'class' ? (place.takes[0]?.id ?? '') : ''));

  it('fills up before another one begins with somebody else', () => {
    const world = new World();
    for (const party of [2, 1, 3, 1]) world.run(at(0, party));
    expect(leaders(world)).to.deep.equal(['ana', 'ana', 'rui']);
    expect(world.run(at(0, 1))).to.equal('SLOT_TAKEN');
  });

  it('begins with somebody else when a party does not fit, and says how many still do', () => {
    const world = new World();
    world.run(at(0, 2));
    expect(world.run(at(0, 2, { only: 'ana' }))).to.equal('SLOT_TAKEN');
    const rejected = hold(world.state(9), wanted('9', placeAt({ slot: 0, party: 2, withRoom: false, only: 'ana' }, CAPACITY)), NOW);
    expect('rejection' in rejected && rejected.rejection.metadata).to.deep.equal({ places_left: '1' });
    expect(world.run(at(0, 2))).to.equal('none');
    expect(leaders(world)).to.deep.equal(['ana', 'rui']);
  });

  it('is joined only with all that it needs today', () => {
    const world = new World();
    world.run(at(0, 1));
    world.run(at(0, 1, { withRoom: true }));
    expect(leaders(world)).to.deep.equal(['ana', 'rui']);
  });

  it('keeps those who are booked when it gets smaller, and has room again when it grows', () => {
    const world = new World();
    world.run(at(0, 2, { only: 'ana' }));
    world.run({ kind: 'capacity', to: 1 });
    expect(world.run(at(0, 1, { only: 'ana' }))).to.equal('SLOT_TAKEN');
    world.run({ kind: 'capacity', to: 3 });
    expect(world.run(at(0, 1, { only: 'ana' }))).to.equal('none');
    expect([...world.sessions.values()].map(placesBooked)).to.deep.equal([3]);
  });

  it('is had again by a late payment: opened anew, or joined as it is, unless too few places or others’ time are in the way', () => {
    const [again, joined, full, taken] = [new World(), new World(), new World(), new World()];
    expect(isLate(again, () => undefined)).to.equal('none');
    expect(again.calendars.get('ana')?.claims).to.have.length(1);
    expect(isLate(joined, () => joined.run(at(0, 1, { withRoom: true })))).to.equal('none');
    expect([...joined.sessions.values()].map(placesBooked)).to.deep.equal([3]);
    expect(isLate(full, () => full.run(at(0, 2, { withRoom: true })))).to.equal('LOST');
    expect(isLate(taken, () => taken.run({ kind: 'private', ask: { slot: 1, party: 1, withRoom: true } }))).to.equal('LOST');
  });

  it('is not moved to where it is', () => {
    const world = new World();
    world.run(at(0, 1, { only: 'ana' }));
    const move = { offering: yoga, claimId: 'moved', place: placeAt({ slot: 0, party: 1, withRoom: false }, CAPACITY), expectedTotal: undefined };
    expect(refusalOf(reschedule(world.state(0), move, STAFF, NOW))).to.equal('NOTHING_TO_MOVE');
  });
});
