import { expect } from 'chai';
import { money } from '../../runtime/money.ts';
import type { Booking } from './booking.ts';
import { noBookings, stateOf } from './bookings.ts';
import { CUSTOMER, dateOf, exampleOffering, minutesAfter, NOW, START, STAFF } from './example-booking.ts';
import { extendHold } from './extend-hold.ts';
import type { WantedPlace } from './hold.ts';
import { timeFrom } from './local-time.ts';
import type { Calendar } from './place.ts';
import { cancelEach } from './series-cancel.ts';
import { holdSeries, type WantedSeries } from './series-hold.ts';
import { moveEach, type MemberMove } from './series-move.ts';
import { evolveSeries, type ConflictPolicy, type SeriesDecision, type SeriesState } from './series.ts';
import { steady } from './steady.ts';

const PEOPLE = ['ana', 'rui', 'eva'].map((id) => ({ id, kind: 'staff', name: id }));
const startAt = (day: number): Date => minutesAfter(START, day * 1_440);

const timeOn = (day: number, candidates = PEOPLE): WantedPlace => ({
  kind: 'time',
  time: timeFrom(startAt(day), 60, 'Europe/Lisbon'),
  units: [{ start: startAt(day), end: minutesAfter(startAt(day), 60), candidates }],
  day: { from: startAt(day - 0.5), to: startAt(day + 0.5) },
  staysWith: [],
});

const wanted = (places: readonly WantedPlace[], onConflict: ConflictPolicy = 'all_or_nothing', paidOnline = false): WantedSeries => ({
  series: { id: 'series', offeringId: 'offering', customerId: 'customer', localStart: '', timeZone: 'Europe/Lisbon', recurrence: '', onConflict, request: undefined },
  dates: places.map((place, index) => ({
    localStart: `date ${index}`,
    wanted: {
      bookingId: `b${index}`, claimId: `new-${index}`, code: `CODE-${index}`, offering: { ...exampleOffering, paidOnline }, place, checkout: 'self', note: '', traceId: '', attribution: {},
      customer: { id: 'customer', name: 'Ana', email: '', phone: '' },
    },
  })),
  expectedTotal: undefined,
});

const busy = (id: string, ...days: readonly number[]): Calendar => ({
  id, claims: days.map((day) => ({ id: `old-${id}-${day}`, bookingId: 'other', start: startAt(day), end: minutesAfter(startAt(day), 60) })),
});
const stateWith = (...calendars: readonly Calendar[]): SeriesState => ({ ...noBookings, series: undefined, calendars: new Map(calendars.map((calendar) => [calendar.id, calendar])) });

function after(state: SeriesState, decision: SeriesDecision): SeriesState {
  if ('rejection' in decision) throw new Error(decision.rejection.message);
  return decision.events.reduce(evolveSeries, state);
}

const refusalOf = (decision: { readonly rejection?: { readonly reason: string } } | object): string => ('rejection' in decision && decision.rejection ? decision.rejection.reason : 'none');
const servedBy = ({ bookings }: SeriesState): readonly string[] =>
  [...bookings.values()].map(({ place }) => (place.kind === 'time' ? (place.takes[0]?.id ?? '') : place.sessionId));

describe('a series', () => {
  it('is served by whoever can serve the most dates, and by somebody else only where they cannot', () => {
    const state = stateWith(busy('ana', 0, 1), busy('rui', 2), busy('eva', 1, 3));
    expect(servedBy(after(state, holdSeries(state, wanted([0, 1, 2, 3].map((day) => timeOn(day))), NOW)))).to.deep.equal(['rui', 'rui', 'ana', 'rui']);
  });

  it('is shared out fairly among those who can serve all dates: once, by what they have to do on its days', () => {
    const other = (id: string, day: number): Calendar => ({ id, claims: [{ id, bookingId: 'other', start: minutesAfter(startAt(day), 120), end: minutesAfter(startAt(day), 180) }] });
    const dates = [timeOn(0), timeOn(1)].flatMap((place) => (place.kind === 'time' ? [place] : []));
    expect(steady(stateWith(other('ana', 0)), dates)).to.deep.equal(['eva']);
    expect(steady(stateWith(other('ana', 0), other('eva', 1)), dates)).to.deep.equal(['rui']);
  });

  it('is held no longer than until each date begins, unless the offering’s own holds last longer', () => {
    const sessions = new Map([dateOf('tonight', 0), dateOf('tomorrow', 1)].map((session) => [session.id, session]));
    const places: readonly WantedPlace[] = [timeOn(2), ...[...sessions.keys()].map((sessionId): WantedPlace => ({ kind: 'session', sessionId, partySize: 1 }))];
    const minutesOf = (beforeStart: number): readonly number[] => {
      const now = minutesAfter(START, -beforeStart);
      const { bookings } = after({ ...stateWith(), sessions }, holdSeries({ ...stateWith(), sessions }, wanted(places, 'all_or_nothing', true), now));
      return [...bookings.values()].map(({ hold }) => (hold.expires.getTime() - now.getTime()) / 60_000);
    };
    expect(minutesOf(20)).to.deep.equal([45, 20, 45]);
    expect(minutesOf(5)).to.deep.equal([45, 15, 45]);
  });

  it('is held for longer by half of the offering’s hold each time, as any booking is', () => {
    const held = after(stateWith(), holdSeries(stateWith(), wanted([0, 1, 2, 3].map((day) => timeOn(day)), 'all_or_nothing', true), NOW));
    const longer = extendHold(stateOf(held, 'b0'), CUSTOMER, NOW);
    expect('events' in longer && longer.events.map((event) => event.type === 'holdExtended' && event.hold.expires)).to.deep.equal([minutesAfter(NOW, 67.5)]);
  });

  it('names every date that cannot be had; what one takes the next finds taken', () => {
    const [ana] = PEOPLE;
    const places = [timeOn(0), timeOn(1, ana && [ana]), timeOn(1, ana && [ana])];
    const state = stateWith(busy('ana', 0), busy('rui', 0), busy('eva', 0));
    const refused = holdSeries(state, wanted(places), NOW);
    expect('rejection' in refused && refused.rejection.metadata).to.deep.equal({ dates: 'date 0,date 2', reasons: 'SLOT_TAKEN,SLOT_TAKEN' });
    const { series, bookings } = after(state, holdSeries(state, wanted(places, 'skip_conflicts'), NOW));
    expect([...bookings.keys()]).to.deep.equal(['b1']);
    expect(series?.skipped.map(({ index }) => index)).to.deep.equal([0, 2]);
  });

  it('costs as much as all its dates, also those that are skipped', () => {
    const priced = (minor: bigint) => holdSeries(stateWith(busy('ana', 0), busy('rui', 0), busy('eva', 0)), { ...wanted([timeOn(0), timeOn(1)], 'skip_conflicts'), expectedTotal: money(minor, 'EUR') }, NOW);
    expect([refusalOf(priced(9_000n)), refusalOf(priced(4_500n))]).to.deep.equal(['none', 'PRICE_CHANGED']);
  });

  it('is held as long as that many holds, two hours at most, and not beyond the start', () => {
    const holdsOf = (dates: number, first: number) => {
      const places = Array.from({ length: dates }, (_, index) => timeOn(first + index));
      const { bookings } = after(stateWith(), holdSeries(stateWith(), wanted(places, 'all_or_nothing', true), NOW));
      return [...bookings.values()].map(({ hold }) => (hold.expires.getTime() - NOW.getTime()) / 60_000);
    };
    expect(holdsOf(3, 0)).to.deep.equal([45, 45, 45]);
    expect(new Set(holdsOf(20, 0))).to.deep.equal(new Set([120]));
    const inAnHour = (NOW.getTime() + 3_600_000 - START.getTime()) / 86_400_000;
    expect(holdsOf(20, inAnHour)).to.deep.equal([60, ...Array.from({ length: 19 }, () => 120)]);
  });
});

describe('the rest of a series', () => {
  const [ana] = PEOPLE;
  const weeks = [0, 7, 14];
  const booked = (): SeriesState => after(stateWith(), holdSeries(stateWith(), wanted(weeks.map((day) => timeOn(day, ana && [ana]))), NOW));
  const moveBy = (state: SeriesState, days: number): readonly MemberMove[] =>
    [...state.bookings.values()].map(({ id, time }, index) => {
      const day = (weeks[index] ?? 0) + days;
      const move = { offering: { ...exampleOffering, paidOnline: false }, claimId: `moved-${id}`, place: timeOn(day, ana && [ana]), expectedTotal: undefined };
      return { bookingId: id, from: time.start, to: { localStart: `day ${day}`, start: startAt(day) }, staffId: undefined, move };
    });
  const startsOf = ({ bookings }: SeriesState) => [...bookings.values()].map(({ time }) => (time.start.getTime() - START.getTime()) / 86_400_000);

  it('moves into places that others of it had', () => {
    const state = booked();
    const moved = after(state, moveEach(state, moveBy(state, 7), CUSTOMER, NOW));
    expect(startsOf(moved)).to.deep.equal([7, 14, 21]);
    expect(moved.calendars.get('ana')?.claims.map(({ bookingId, start }) => [bookingId, start])).to.deep.equal([['b0', startAt(7)], ['b1', startAt(14)], ['b2', startAt(21)]]);
  });

  it('moves between sessions that are full of it', () => {
    const sessions = new Map([0, 1, 2].map((day) => [`s${day}`, dateOf(`s${day}`, day, 1)]));
    const state = { ...stateWith(), sessions };
    const inSession = (day: number): WantedPlace => ({ kind: 'session', sessionId: `s${day}`, partySize: 1 });
    const full = after(state, holdSeries(state, wanted([inSession(0), inSession(1)]), NOW));
    const move = (id: string, day: number): MemberMove => ({
      bookingId: id, from: startAt(day - 1), to: { localStart: '', start: startAt(day) }, staffId: undefined,
      move: { offering: { ...exampleOffering, paidOnline: false }, claimId: id, place: inSession(day), expectedTotal: undefined },
    });
    const moved = after(full, moveEach(full, [move('b0', 1), move('b1', 2)], CUSTOMER, NOW));
    expect(servedBy(moved)).to.deep.equal(['s1', 's2']);
    expect([...moved.sessions.values()].map(({ taken }) => [...taken])).to.deep.equal([[], [[0, 'b0']], [[0, 'b1']]]);
    expect([...moved.sessions.values()].map(({ free }) => free)).to.deep.equal([[[0, 1]], [], []]);
  });

  it('stays where it is when one of the new times is taken', () => {
    const state = booked();
    const crowded = { ...state, calendars: new Map([['ana', { id: 'ana', claims: [...(state.calendars.get('ana')?.claims ?? []), ...busy('ana', 15).claims] }]]) };
    const refused = moveEach(crowded, moveBy(crowded, 1), CUSTOMER, NOW);
    expect('rejection' in refused && refused.rejection.metadata).to.deep.equal({ dates: 'day 15', reasons: 'SLOT_TAKEN' });
  });

  it('takes today’s price at the desk once the total of all that move is named, and keeps what is paid online', () => {
    const dearer = (state: SeriesState): readonly MemberMove[] =>
      moveBy(state, 1).map((each) => ({ ...each, move: { ...each.move, offering: { ...exampleOffering, price: money(5_000, 'EUR') } } }));
    const state = booked();
    const named = (minor: number | undefined, from = state) => moveEach(from, dearer(from), CUSTOMER, NOW, minor === undefined ? undefined : money(minor, 'EUR'));
    expect([refusalOf(named(undefined)), refusalOf(named(13_500)), refusalOf(named(15_000))]).to.deep.equal(['SERIES_CONFLICTS', 'PRICE_CHANGED', 'none']);
    expect([...after(state, named(15_000)).bookings.values()].map(({ total }) => total.minor)).to.deep.equal([5_000n, 5_000n, 5_000n]);
    const online = { ...state, bookings: new Map([...state.bookings].map(([id, booking]) => [id, { ...booking, paymentRequired: true }])) };
    expect(refusalOf(named(15_000, online))).to.equal('SERIES_CONFLICTS');
    const byStaff = moveEach(online, dearer(online), STAFF, NOW, money(13_500, 'EUR'));
    expect([...after(online, byStaff).bookings.values()].map(({ total }) => total.minor)).to.deep.equal([4_500n, 4_500n, 4_500n]);
  });

  it('leaves what has ended or begun as it is, waits for a payment, and is prepared anew when one was moved meanwhile', () => {
    const state = booked();
    const withBooking = (id: string, more: Partial<Booking>): SeriesState => {
      const booking = state.bookings.get(id);
      return booking ? { ...state, bookings: new Map(state.bookings).set(id, { ...booking, ...more }) } : state;
    };
    const ended = withBooking('b1', { status: 'cancelled' });
    expect(startsOf(after(ended, moveEach(ended, moveBy(ended, 1), CUSTOMER, NOW)))).to.deep.equal([1, 7, 15]);
    expect(startsOf(after(state, moveEach(state, moveBy(state, 1), STAFF, startAt(0.01))))).to.deep.equal([0, 8, 15]);
    const paying = withBooking('b1', { status: 'pending', hold: { fence: 1n, expires: startAt(0), claimed: true, minutes: 15, extensions: 0 } });
    const refused = moveEach(paying, moveBy(paying, 1), CUSTOMER, NOW);
    expect('rejection' in refused && refused.rejection.metadata?.['reasons']).to.equal('PAYMENT_IN_PROGRESS');
    const elsewhere = withBooking('b1', { time: timeFrom(startAt(8.5), 60, 'Europe/Lisbon') });
    expect(refusalOf(moveEach(elsewhere, moveBy(state, 1), CUSTOMER, NOW))).to.equal('SERIES_CHANGED');
    expect(refusalOf(moveEach(state, moveBy(state, 0), CUSTOMER, NOW))).to.equal('NOTHING_TO_MOVE');
  });

  it('is cancelled where it can be, and names the others', () => {
    const state = booked();
    const cancelled = cancelEach(state, [...state.bookings.keys()], CUSTOMER, startAt(0.01));
    if ('rejection' in cancelled) throw new Error(cancelled.rejection.message);
    expect(cancelled.outcomes.map((outcome) => ('rejection' in outcome ? outcome.rejection.reason : 'none'))).to.deep.equal(['ALREADY_BEGUN', 'none', 'none']);
    expect(after(state, cancelled).calendars.get('ana')?.claims.map(({ bookingId }) => bookingId)).to.deep.equal(['b0']);
    expect(refusalOf(cancelEach(state, ['b0'], CUSTOMER, startAt(0.01)))).to.equal('NOTHING_TO_CANCEL');
  });
});
