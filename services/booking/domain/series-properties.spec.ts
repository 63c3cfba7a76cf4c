import { expect } from 'chai';
import fc from 'fast-check';
import { stateOf, toMember } from './bookings.ts';
import { cancel, expire } from './cancel.ts';
import { CUSTOMER, dateOf, exampleOffering, minutesAfter, NOW, START } from './example-booking.ts';
import { hold, type Wanted, type WantedPlace } from './hold.ts';
import { countLanes } from './lanes.ts';
import { timeFrom } from './local-time.ts';
import { reschedule } from './reschedule.ts';
import { cancelEach } from './series-cancel.ts';
import { holdSeries } from './series-hold.ts';
import { moveEach } from './series-move.ts';
import { evolveSeries, type SeriesDecision, type SeriesEvent, type SeriesState } from './series.ts';
import type { Decision } from './standing.ts';

const PEOPLE = ['ana', 'rui'].map((id) => ({ id, kind: 'staff', name: id }));
const DAYS = 12;
const CAPACITY = 2;
const startAt = (day: number): Date => minutesAfter(START, day * 1_440);
const sessions = new Map(Array.from({ length: DAYS }, (_, day) => [`s${day}`, dateOf(`s${day}`, day, CAPACITY)] as const).map(([id, session]) => [id, { ...session, capacity: CAPACITY }]));

const day = fc.nat({ max: DAYS - 1 });
const kind = fc.constantFrom('time' as const, 'session' as const);
const operation = fc.oneof(
  fc.record({ op: fc.constant('series' as const), kind, days: fc.uniqueArray(day, { minLength: 2, maxLength: 5 }), skips: fc.boolean() }),
  fc.record({ op: fc.constant('one' as const), kind, day }),
  fc.record({ op: fc.constant('moveRest' as const), series: fc.nat({ max: 4 }), from: fc.nat({ max: 2 }), by: fc.integer({ min: -3, max: 3 }) }),
  fc.record({ op: fc.constant('cancelRest' as const), series: fc.nat({ max: 4 }), from: fc.nat({ max: 2 }) }),
  fc.record({ op: fc.constantFrom('cancel' as const, 'expire' as const, 'move' as const), booking: fc.nat({ max: 9 }), day }),
  fc.record({ op: fc.constant('wait' as const), minutes: fc.constantFrom(10, 60, 8 * 1_440) }),
);
type Operation = typeof operation extends fc.Arbitrary<infer O> ? O : never;

const placeOn = (where: 'time' | 'session', on: number): WantedPlace => {
  if (where === 'session') return { kind: 'session', sessionId: `s${on}`, partySize: 1 };
  const span = { start: startAt(on), end: minutesAfter(startAt(on), 60) };
  return {
    kind: 'time', time: timeFrom(span.start, 60, 'Europe/Lisbon'), units: [{ ...span, candidates: PEOPLE }],
    day: { from: startAt(on - 0.5), to: startAt(on + 0.5) }, staysWith: [],
  };
};

const dayOf = (start: Date): number => Math.round((start.getTime() - START.getTime()) / 86_400_000);

/** All series and bookings of two calendars and twelve sessions, as turns would keep them in tables. */
class World {
  state: SeriesState = { series: undefined, bookings: new Map(), sessions, calendars: new Map() };
  now = NOW;
  private made = 0;

  /** Whether it was refused. */
  run(operation: Operation): boolean {
    switch (operation.op) {
      case 'series':
        return this.apply(this.book(operation));
      case 'one':
        return this.apply(this.bookOne(this.wish(placeOn(operation.kind, operation.day))));
      case 'moveRest':
        return this.apply(this.moveRest(operation));
      case 'cancelRest':
        return this.apply(cancelEach(this.state, this.rest(operation), CUSTOMER, this.now));
      case 'wait':
        this.now = minutesAfter(this.now, operation.minutes);
        return false;
      default:
        return this.touch(operation);
    }
  }

  private wish(place: WantedPlace) {
    const id = `b${this.made}-${place.kind === 'none' ? '' : place.kind === 'session' ? place.sessionId : dayOf(place.time.start)}`;
    return {
      bookingId: id, claimId: `claim-${id}`, code: id, offering: exampleOffering, place, checkout: 'self', note: '', traceId: '', attribution: {}, expectedTotal: undefined,
      customer: { id: 'customer', name: 'Ana', email: '', phone: '' },
    } as const;
  }

  private bookOne(wish: Wanted): SeriesDecision {
    return this.member(wish.bookingId, hold(stateOf(this.state, wish.bookingId), wish, this.now));
  }

  private book({ kind: where, days, skips }: Extract<Operation, { op: 'series' }>): SeriesDecision {
    const dates = days.toSorted((a, b) => a - b).map((on) => ({ localStart: String(on), wanted: this.wish(placeOn(where, on)) }));
    const series = {
      id: `series-${this.made}`, offeringId: 'offering', customerId: 'customer', localStart: '', timeZone: 'Europe/Lisbon', recurrence: '', request: undefined,
      onConflict: skips ? 'skip_conflicts' : 'all_or_nothing',
    } as const;
    return holdSeries(this.state, { series, dates, expectedTotal: undefined }, this.now);
  }

  private rest({ series, from }: { readonly series: number; readonly from: number }): readonly string[] {
    const ids = [...new Set([...this.state.bookings.values()].flatMap((booking) => booking.series?.id ?? []))];
    return [...this.state.bookings.values()].filter((booking) => booking.series && booking.series.id === ids[series]).slice(from).map(({ id }) => id);
  }

  private moveRest({ by, ...which }: Extract<Operation, { op: 'moveRest' }>): SeriesDecision {
    const moves = this.rest(which).flatMap((id) => {
      const booking = this.state.bookings.get(id);
      if (!booking) return [];
      const to = dayOf(booking.time.start) + by;
      const place: WantedPlace = to < 0 || to >= DAYS ? { kind: 'none', rejection: { code: 'FAILED_PRECONDITION', reason: 'SLOT_NOT_OFFERED', message: '' } } : placeOn(booking.place.kind === 'session' ? 'session' : 'time', to);
      return [{ bookingId: id, from: booking.time.start, to: { localStart: '', start: startAt(to) }, staffId: undefined, move: { offering: exampleOffering, claimId: `moved-${this.made}-${id}`, place, expectedTotal: undefined } }];
    });
    return moveEach(this.state, moves, CUSTOMER, this.now);
  }

  private touch({ op, booking, day: on }: Extract<Operation, { op: 'cancel' | 'expire' | 'move' }>): boolean {
    const found = [...this.state.bookings.values()][booking];
    if (!found) return true;
    const state = stateOf(this.state, found.id);
    if (op === 'cancel') return this.apply(this.member(found.id, cancel(state, CUSTOMER, this.now)));
    if (op === 'expire') return this.apply(this.member(found.id, expire(state, this.now)));
    const move = { offering: exampleOffering, claimId: `moved-${this.made}`, place: placeOn(found.place.kind === 'session' ? 'session' : 'time', on), expectedTotal: undefined };
    return this.apply(this.member(found.id, reschedule(state, move, CUSTOMER, this.now)));
  }

  private member(id: string, decision: Decision): SeriesDecision {
    return 'rejection' in decision ? decision : { events: decision.events.map((event) => toMember(id, event)) };
  }

  private apply(decision: SeriesDecision): boolean {
    this.made += 1;
    if ('rejection' in decision) return true;
    this.state = decision.events.reduce((state: SeriesState, event: SeriesEvent) => evolveSeries(state, event), this.state);
    return false;
  }
}

const lives = (status: string): boolean => status === 'pending' || status === 'confirmed';

describe('series and single bookings, whatever happens in whatever order', () => {
  const check = (holds: (world: World) => void): void => {
    fc.assert(
      fc.property(fc.array(operation, { minLength: 5, maxLength: 40 }), (operations) => {
        const world = new World();
        for (const each of operations) {
          const before = world.state;
          if (world.run(each)) expect(world.state).to.equal(before);
          holds(world);
        }
      }),
      { numRuns: 300 },
    );
  };

  it('never have two at one time of anybody’s', () => {
    check(({ state }) => {
      for (const { claims } of state.calendars.values()) {
        const sorted = claims.toSorted((a, b) => a.start.getTime() - b.start.getTime());
        for (const [index, claim] of sorted.slice(1).entries()) expect(claim.start.getTime()).to.be.at.least(sorted[index]?.end.getTime() ?? 0);
      }
    });
  });

  it('hold exactly their places while they live, and none when they have ended', () => {
    check(({ state }) => {
      const claims = [...state.calendars].flatMap(([id, calendar]) => calendar.claims.map(({ bookingId, start }) => `${bookingId} ${id} ${dayOf(start)}`));
      const seats = [...state.sessions].flatMap(([id, { taken, free }]) => {
        expect(taken.size + countLanes(free)).to.equal(CAPACITY);
        return [...taken].map(([lane, bookingId]) => `${bookingId} ${id} ${lane}`);
      });
      const theirs = [...state.bookings.values()].filter(({ status }) => lives(status)).flatMap(({ id, place }) => {
        if (place.kind === 'session') return place.lanes.map((lane) => `${id} ${place.sessionId} ${lane}`);
        return place.takes.map((take) => `${id} ${take.id} ${dayOf(take.start)}`);
      });
      expect([...claims, ...seats].toSorted()).to.deep.equal(theirs.toSorted());
    });
  });
});
