import { expect } from 'chai';
import fc from 'fast-check';
import { emptyState, type Booking } from './booking.ts';
import { cancel, expire } from './cancel.ts';
import { evolve } from './evolve.ts';
import { CUSTOMER, NOW, START, dateOf, exampleOffering, minutesAfter } from './example-booking.ts';
import { hold } from './hold.ts';
import { countLanes, hasLane } from './lanes.ts';
import { accept, evolveOffer, leave, nextWaiter, offerNext, type OfferEvent, type WaitlistState } from './offer.ts';
import { placesLeft } from './place.ts';
import { resize } from './session.ts';
import { endBegun, join, positionOf, settle, type WaitlistEntry } from './waitlist.ts';

type Decided = { readonly events: readonly OfferEvent[] } | { readonly rejection: { readonly reason: string } };

type Operation =
  | { readonly kind: 'join' | 'stranger'; readonly party: number }
  | { readonly kind: 'leave' | 'accept'; readonly which: number }
  | { readonly kind: 'giveBack'; readonly which: number }
  | { readonly kind: 'wait'; readonly minutes: number }
  | { readonly kind: 'resize'; readonly capacity: number };

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constantFrom('join' as const, 'stranger' as const), party: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constantFrom('leave' as const, 'accept' as const), which: fc.nat({ max: 9 }) }),
  fc.record({ kind: fc.constant('giveBack' as const), which: fc.nat({ max: 9 }) }),
  fc.record({ kind: fc.constant('wait' as const), minutes: fc.constantFrom(5, 30, 6 * 1440) }),
  fc.record({ kind: fc.constant('resize' as const), capacity: fc.integer({ min: 1, max: 6 }) }),
);

const customer = (id: string) => ({ id, name: id, email: '', phone: '' });

function evolveAll(state: WaitlistState, event: OfferEvent): WaitlistState {
  if (event.type === 'joined' || event.type === 'offered' || event.type === 'entryEnded') return evolveOffer(state, event);
  return event.type === 'offeringTold' ? state : { ...state, ...evolve(state, event) };
}

/** A session with its list and every booking: what turns would keep in tables. Nothing is offered before `settleAll`. */
class World {
  state: WaitlistState = { ...emptyState, sessions: new Map([['tonight', dateOf('tonight', 0)]]), waitlist: { id: 'tonight', entries: [] }, offering: { ...exampleOffering, paidOnline: false }, rules: undefined, lists: ['tonight'] };
  readonly bookings = new Map<string, Booking>();
  now = NOW;
  private made = 0;

  get session() {
    return this.state.sessions.get('tonight') ?? expect.fail('the session is gone');
  }

  waiting = (): readonly WaitlistEntry[] => this.state.waitlist.entries.filter(({ status }) => status === 'waiting');

  /** Applies the decision about one booking, or about none. */
  apply(decision: Decided, bookingId = ''): string {
    if ('rejection' in decision) return decision.rejection.reason;
    this.state = decision.events.reduce(evolveAll, this.about(bookingId));
    if (this.state.booking) this.bookings.set(this.state.booking.id, this.state.booking);
    return 'none';
  }

  about(bookingId: string): WaitlistState {
    this.state = { ...this.state, booking: this.bookings.get(bookingId) };
    return this.state;
  }

  join(party: number): string {
    const id = `e${(this.made += 1)}`;
    return this.apply(join(this.state.waitlist, this.session, { id, party, customer: customer(id), traceId: '', published: true }, this.now));
  }

  stranger(party: number): string {
    const bookingId = `s${(this.made += 1)}`;
    const wanted = { bookingId, claimId: bookingId, code: bookingId, offering: { ...exampleOffering, paidOnline: false }, place: { kind: 'session', sessionId: 'tonight', partySize: party } as const };
    return this.apply(hold(this.state, { ...wanted, customer: customer(bookingId), expectedTotal: undefined, checkout: 'self', note: '', traceId: '', attribution: {} }, this.now), bookingId);
  }

  run(op: Operation): void {
    if (op.kind === 'wait') this.now = minutesAfter(this.now, op.minutes);
    else if (op.kind === 'resize') this.resize(op.capacity);
    else if (op.kind === 'giveBack') this.giveBack([...this.bookings.keys()][op.which]);
    else if ('party' in op) this[op.kind](op.party);
    else this.touch(op.kind, this.state.waitlist.entries[op.which]);
  }

  private resize(capacity: number): void {
    const decision = resize(this.session, capacity);
    if ('rejection' in decision) return;
    for (const event of decision.events) if (event.type === 'sessionResized') this.state = { ...this.state, sessions: new Map([['tonight', event.session]]) };
  }

  private giveBack(bookingId: string | undefined): void {
    if (bookingId === undefined) return;
    this.apply(cancel(this.about(bookingId), CUSTOMER, this.now), bookingId);
  }

  private touch(kind: 'leave' | 'accept', entry: WaitlistEntry | undefined): void {
    if (!entry) return;
    const state = this.about(entry.id);
    this.apply(kind === 'leave' ? leave(state, entry, CUSTOMER, this.now) : accept(state, entry, CUSTOMER, this.now), entry.id);
  }

  /** What reminders and reactions do: ends holds, tells the list, and offers what is free. Gives whom it offered something. */
  settleAll(): readonly string[] {
    for (const id of this.bookings.keys()) {
      this.apply(expire(this.about(id), this.now), id);
      const { status } = this.bookings.get(id) ?? expect.fail('the booking is gone');
      if (status === 'expired' || status === 'cancelled') this.apply(settle(this.state.waitlist, id, 'expired', { actor: 'service:booking', time: this.now, reason: '' }));
    }
    const offered: string[] = [];
    for (let next = nextWaiter(this.state, this.now); next; next = nextWaiter(this.state, this.now)) {
      const free = placesLeft(this.session);
      expect(this.waiting().filter(({ number, party }) => number < (next?.number ?? 0) && party <= free), 'somebody was passed over').to.deep.equal([]);
      expect(this.apply(offerNext(this.about(next.id), next.id, this.now), next.id)).to.equal('none');
      offered.push(next.id);
    }
    return offered;
  }

  check(): void {
    const lanes = [...this.bookings.values()].flatMap(({ status, place }) => (status !== 'expired' && status !== 'cancelled' && place.kind === 'session' ? place.lanes : []));
    expect(new Set(lanes).size, 'a place was given twice').to.equal(lanes.length);
    expect(lanes.filter((lane) => hasLane(this.session.free, lane)), 'a place that is taken is free').to.deep.equal([]);
    expect(lanes.length + countLanes(this.session.free)).to.equal(this.session.capacity);
    const left = placesLeft(this.session);
    if (this.now < START) expect(this.waiting().filter(({ party }) => party <= left), 'a place is idle while somebody fits').to.deep.equal([]);
    const held = this.state.waitlist.entries.filter(({ status }) => status === 'offered').map(({ id }) => this.bookings.get(id)?.status);
    expect(held.filter((status) => status !== 'pending'), 'an offer without a hold').to.deep.equal([]);
    const gone = this.state.waitlist.entries.filter(({ status }) => status === 'left' || status === 'expired').map(({ id }) => this.bookings.get(id)?.status);
    expect(gone.filter((status) => status === 'pending' || status === 'confirmed'), 'a hold of nobody').to.deep.equal([]);
    expect(this.waiting().map((entry) => positionOf(this.state.waitlist, entry))).to.deep.equal(this.waiting().map((_, index) => index + 1));
  }
}

/** A full session and its list. */
function full(...parties: readonly number[]): World {
  const world = new World();
  for (let place = 0; place < 3; place += 1) world.stranger(1);
  for (const party of parties) expect(world.join(party)).to.equal('none');
  return world;
}

describe('a waitlist', () => {
  it('gives no place twice, keeps the order, and leaves no place idle while somebody fits, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        const world = full(2, 1);
        for (const op of operations) {
          world.run(op);
          world.settleAll();
          world.check();
        }
      }),
      { numRuns: 300 },
    );
  });

  it('comes before strangers between the moment when a place is free and the offer', () => {
    const world = full(1);
    world.run({ kind: 'giveBack', which: 0 });
    expect(world.stranger(1)).to.equal('WAITLIST_FIRST');
    expect(world.settleAll()).to.deep.equal(['e4']);
    expect(world.stranger(1)).to.equal('SLOT_TAKEN');
  });

  it('does not keep strangers from places that are too few for whoever waits', () => {
    const world = full(2);
    world.run({ kind: 'giveBack', which: 0 });
    expect(world.settleAll()).to.deep.equal([]);
    expect(world.stranger(1)).to.equal('none');
  });

  it('passes over a party that does not fit, which keeps its place', () => {
    const world = full(2, 1, 1);
    world.run({ kind: 'giveBack', which: 0 });
    expect(world.settleAll()).to.deep.equal(['e5']);
    world.run({ kind: 'giveBack', which: 1 });
    world.run({ kind: 'giveBack', which: 2 });
    expect(world.settleAll()).to.deep.equal(['e4']);
  });

  it('offers for half an hour, never beyond the start, and without a longer hold', () => {
    const world = full(1, 1);
    world.run({ kind: 'giveBack', which: 0 });
    world.settleAll();
    expect(world.bookings.get('e4')?.hold).to.deep.include({ expires: minutesAfter(NOW, 30), extensions: 2 });
    world.now = minutesAfter(START, -10);
    world.settleAll();
    expect(world.bookings.get('e5')?.hold.expires).to.deep.equal(START);
    world.now = START;
    world.settleAll();
    expect(world.state.waitlist.entries.map(({ status }) => status)).to.deep.equal(['expired', 'expired']);
  });

  it('is not moved by what is told twice or late', () => {
    const world = full(1);
    world.run({ kind: 'giveBack', which: 0 });
    world.settleAll();
    const act = { actor: 'service:booking', time: NOW, reason: '' };
    world.run({ kind: 'accept', which: 0 });
    expect(settle(world.state.waitlist, 'e4', 'expired', act)).to.deep.equal({ events: [] });
    expect(settle(world.state.waitlist, 'unknown', 'expired', act)).to.deep.equal({ events: [] });
    expect(offerNext(world.about('e4'), 'code', NOW)).to.deep.equal({ events: [] });
  });

  it('is over for who waits once the date begins, and not a moment before', () => {
    const world = full(1);
    expect(endBegun(world.state.waitlist, world.session, new Date(START.getTime() - 1)).events).to.deep.equal([]);
    expect(endBegun(world.state.waitlist, world.session, START).events.map(({ type }) => type)).to.deep.equal(['entryEnded']);
  });

  it('does not keep the others waiting for one whom the offering refuses', () => {
    const world = full(1);
    world.run({ kind: 'giveBack', which: 0 });
    const wrong = { ...world.about('e4'), offering: { ...exampleOffering, id: 'another' } };
    const decided = offerNext(wrong, 'code', NOW);
    expect('events' in decided && decided.events.map(({ type }) => type)).to.deep.equal(['entryEnded']);
  });
});
