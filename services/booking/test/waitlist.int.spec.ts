import { expect } from 'chai';
import { BookingState } from '#proto/berth/booking/v1/booking_pb.ts';
import { WaitlistState, type WaitlistEntry } from '#proto/berth/booking/v1/waitlist_pb.ts';
import { WaitlistService } from '#proto/berth/booking/v1/waitlist_service_pb.ts';
import { OfferingKind, PaymentMode } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { PaymentAuthorizedSchema, PaymentSucceededSchema } from '#proto/berth/payment/v1/payment_events_pb.ts';
import { PaymentState } from '#proto/berth/payment/v1/payment_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { fromTypeId, toTypeId } from '../../runtime/ids.ts';
import { bookingUntil, paymentOf, reasonOf, startStand, untilRow, type Stand } from './stand.ts';

const BEGIN = new Date('2027-03-01T09:00:00Z');

describe('the waitlist', function () {
  this.timeout(30_000);
  let stand: Stand;
  const waitlists = () => stand.harness.connect(WaitlistService);

  before(async () => {
    stand = await startStand();
  });
  beforeEach(() => {
    stand.clock.now = BEGIN;
  });
  after(() => stand[Symbol.asyncDispose]());

  /** A date of an event, all of whose places are booked, one by one. */
  async function soldOut(capacity: number, paymentMode: PaymentMode = PaymentMode.AT_DESK) {
    const offeringId = stand.offer(OfferingKind.EVENT, { paymentMode });
    const sessionId = await stand.session(offeringId, capacity);
    const booked = [];
    for (let index = 0; index < capacity; index += 1) booked.push(await book(offeringId, sessionId));
    return { offeringId, sessionId, booked };
  }

  async function book(offeringId: string, sessionId: string, caller = stand.customer()) {
    const { booking } = await stand.bookings.createBooking({ offeringId, place: { case: 'sessionId', value: sessionId } }, { caller });
    if (!booking) throw new TypeError('there is no booking');
    return { booking, caller };
  }

  async function join(sessionId: string, partySize = 1, caller = stand.customer()) {
    const { entry } = await waitlists().joinWaitlist({ sessionId, partySize }, { caller });
    if (!entry) throw new TypeError('there is no entry');
    return { entry, caller };
  }

  const give = ({ booking, caller }: Awaited<ReturnType<typeof book>>) => stand.bookings.cancelBooking({ id: booking.id }, { caller });
  const until = (entry: WaitlistEntry, status: 'offered' | 'booked' | 'expired') =>
    untilRow(stand.harness.files, 'select from waitlist_entry where id = $1 and status = $2', [fromTypeId('wtl', entry.id, 'id'), status]);
  const entryOf = async ({ entry, caller }: { entry: WaitlistEntry; caller: Caller }) => {
    const { entries } = await waitlists().listWaitlist({}, { caller });
    return entries.find(({ id }) => id === entry.id) ?? expect.fail('the entry is gone');
  };

  /** Who waits for the session or has an offer, in their order. */
  async function everyone(sessionId: string): Promise<readonly WaitlistEntry[]> {
    const all: WaitlistEntry[] = [];
    for (let pageToken: string | undefined = ''; pageToken !== undefined; ) {
      const { entries, nextPageToken } = await waitlists().listWaitlist({ sessionId, pageSize: 70, pageToken }, { caller: stand.admin });
      all.push(...entries);
      pageToken = nextPageToken || undefined;
    }
    return all;
  }

  it('offers each of fifty places that are given back at once to one of two hundred who wait, in their order', async function () {
    this.timeout(60_000);
    const { offeringId, sessionId, booked } = await soldOut(50);
    await stand.tell(offeringId);
    await Promise.all(Array.from({ length: 200 }, () => join(sessionId)));
    const waiting = await everyone(sessionId);
    expect(waiting.map(({ position }) => position)).to.deep.equal(waiting.map((_, index) => index + 1));
    const strangers: Promise<string>[] = [];
    await Promise.all(booked.map(async (one) => {
      strangers.push(reasonOf(book(offeringId, sessionId)));
      await give(one);
    }));
    await until(waiting[49] ?? expect.fail(), 'offered');
    expect(new Set(await Promise.all(strangers))).to.satisfy((said: Set<string>) => [...said].every((reason) => reason === 'SLOT_TAKEN' || reason === 'WAITLIST_FIRST'), 'a stranger got past');
    const entries = await everyone(sessionId);
    expect(entries.map(({ id }) => id)).to.deep.equal(waiting.map(({ id }) => id));
    expect(entries.map(({ state }) => state)).to.deep.equal(waiting.map((_, index) => (index < 50 ? WaitlistState.OFFERED : WaitlistState.WAITING)));
    const offered = entries.slice(0, 50);
    expect(offered.map(({ history }) => history.length)).to.deep.equal(offered.map(() => 2));
    const offers = await stand.harness.service.database.relay.run<{ key: string }>(`select key from outbox where type = 'waitlist.offered' and key = any($1::uuid[]) order by id`, [offered.map(({ bookingId }) => fromTypeId('bkg', bookingId, 'id'))]);
    expect(offers.map(({ key }) => toTypeId('bkg', key))).to.deep.equal(offered.map(({ bookingId }) => bookingId));
  });

  it('offers what becomes free to whoever is first, holds it, and says so', async () => {
    const { offeringId, sessionId, booked: [one] } = await soldOut(1);
    const [first, second] = [await join(sessionId), await join(sessionId)];
    expect([first.entry.position, second.entry.position]).to.deep.equal([1, 2]);
    await give(one ?? expect.fail());
    await until(first.entry, 'offered');
    const offered = await entryOf(first);
    expect(offered).to.deep.include({ state: WaitlistState.OFFERED, position: 0, etag: '2' });
    expect((await entryOf(second)).position).to.equal(1);
    const { booking } = await stand.bookings.getBooking({ id: offered.bookingId }, { caller: first.caller });
    expect(booking?.state).to.equal(BookingState.PENDING);
    expect(booking?.hold?.expireTime).to.deep.equal(offered.offerExpireTime);
    expect(await reasonOf(book(offeringId, sessionId))).to.equal('SLOT_TAKEN');
    const events = await stand.harness.service.database.relay.run<{ type: string }>('select type from outbox where key = $1 order by key_version', [fromTypeId('bkg', offered.bookingId, 'id')]);
    expect(events.map(({ type }) => type)).to.deep.equal(['booking.created', 'waitlist.offered']);
    const { booking: mine, entry } = await waitlists().acceptOffer({ id: offered.id, etag: offered.etag }, { caller: first.caller });
    expect([mine?.state, entry?.state]).to.deep.equal([BookingState.CONFIRMED, WaitlistState.BOOKED]);
    expect(await reasonOf(waitlists().leaveWaitlist({ id: offered.id }, { caller: first.caller }))).to.equal('NOT_WAITING');
  });

  it('offers on the terms that a booking has on that day', async () => {
    const { offeringId, sessionId, booked: [one] } = await soldOut(1);
    const waiting = await join(sessionId);
    await stand.schedules.setBookingRules({ offeringId, rules: { cancellationTiers: [{ hoursBefore: 72, refundPercent: 40 }] } }, { caller: stand.admin });
    await give(one ?? expect.fail());
    await until(waiting.entry, 'offered');
    const { booking } = await stand.bookings.getBooking({ id: (await entryOf(waiting)).bookingId }, { caller: waiting.caller });
    expect(booking?.cancellationPolicy?.tiers.map(({ hoursBefore, refundPercent }) => [hoursBefore, refundPercent])).to.deep.equal([[72, 40]]);
  });

  it('goes on to the next when an offer is not taken in time', async () => {
    const { sessionId, booked: [one] } = await soldOut(1);
    const [first, second] = [await join(sessionId), await join(sessionId)];
    await give(one ?? expect.fail());
    await until(first.entry, 'offered');
    stand.clock.now = new Date(BEGIN.getTime() + 30 * 60_000);
    await until(second.entry, 'offered');
    const ended = await entryOf(first);
    expect(ended.state).to.equal(WaitlistState.EXPIRED);
    expect(ended.history.map(({ state }) => state)).to.deep.equal([WaitlistState.WAITING, WaitlistState.OFFERED, WaitlistState.EXPIRED]);
    expect(await reasonOf(waitlists().acceptOffer({ id: first.entry.id }, { caller: first.caller }))).to.equal('NOT_WAITING');
  });

  it('is passed over by who fits, keeps its place, and is offered once enough is free', async () => {
    const { sessionId, booked } = await soldOut(2);
    const [pair, single] = [await join(sessionId, 2), await join(sessionId, 1)];
    await give(booked[0] ?? expect.fail());
    await until(single.entry, 'offered');
    expect((await entryOf(pair)).position).to.equal(1);
    await waitlists().leaveWaitlist({ id: single.entry.id }, { caller: single.caller });
    await give(booked[1] ?? expect.fail());
    await until(pair.entry, 'offered');
  });

  it('offers each of the places that a session is given more', async () => {
    const { sessionId } = await soldOut(1);
    const waiting = [await join(sessionId), await join(sessionId), await join(sessionId)];
    await stand.schedules.updateSession({ id: sessionId, capacity: 3 }, { caller: stand.admin });
    for (const { entry } of waiting.slice(0, 2)) await until(entry, 'offered');
    expect((await entryOf(waiting[2] ?? expect.fail())).state).to.equal(WaitlistState.WAITING);
  });

  it('offers the place that a booking had before it was moved', async () => {
    const { offeringId, sessionId, booked: [one] } = await soldOut(1);
    const first = await join(sessionId);
    const { sessions: [other] } = await stand.schedules.createSessions({ sessions: [{ offeringId, localStart: '2027-03-11T19:30', capacity: 1 }] }, { caller: stand.admin });
    await stand.bookings.rescheduleBooking({ id: one?.booking.id ?? '', place: { case: 'sessionId', value: other?.id ?? '' } }, { caller: one?.caller ?? stand.admin });
    await until(first.entry, 'offered');
  });

  it('has an offer with a price taken by paying for it', async () => {
    const { sessionId, booked: [one] } = await soldOut(1, PaymentMode.ONLINE);
    const first = await join(sessionId);
    await give(one ?? expect.fail());
    await until(first.entry, 'offered');
    expect(await reasonOf(waitlists().acceptOffer({ id: first.entry.id }, { caller: first.caller }))).to.equal('PAYMENT_REQUIRED');
    const { bookingId } = await entryOf(first);
    const { booking } = await stand.bookings.getBooking({ id: bookingId }, { caller: first.caller });
    if (!booking) throw new TypeError('there is no booking');
    const event = { source: 'payment', tenantId: stand.tenantId, key: fromTypeId('bkg', bookingId, 'id'), subject: toTypeId('pay', fromTypeId('bkg', bookingId, 'id')) };
    await stand.harness.publish({ ...event, keyVersion: 1, schema: PaymentAuthorizedSchema, payload: { payment: paymentOf(booking, PaymentState.AUTHORIZED), fence: 1n } });
    await stand.harness.publish({ ...event, keyVersion: 2, schema: PaymentSucceededSchema, payload: { payment: paymentOf(booking, PaymentState.SUCCEEDED, 4500n), fence: 1n } });
    await bookingUntil(stand, first.caller, bookingId, ({ state }) => state === BookingState.CONFIRMED);
    await until(first.entry, 'booked');
  });

  it('ends when the date begins, and tells nobody that it was cancelled', async () => {
    const offeringId = stand.offer(OfferingKind.EVENT, { paymentMode: PaymentMode.AT_DESK });
    const sessionId = await stand.session(offeringId, 1);
    const { booking, caller } = await book(offeringId, sessionId);
    const { entry, caller: waiter } = await join(sessionId);
    stand.clock.now = new Date(Number(booking.time?.startTime?.seconds ?? 0n) * 1_000);
    await until(entry, 'expired');
    expect((await entryOf({ entry, caller: waiter })).history.at(-1)?.reason).to.equal('No place became free before the start');
    expect(await stand.harness.service.database.relay.run(`select from outbox where type = 'waitlist.cancelled' and key = $1`, [fromTypeId('ses', sessionId, 'id')])).to.deep.equal([]);
    expect((await stand.bookings.getBooking({ id: booking.id }, { caller })).booking?.state).to.equal(BookingState.CONFIRMED);
  });

  it('offers a place once, however many strangers ask at the moment when it becomes free', async () => {
    const { offeringId, sessionId, booked } = await soldOut(3);
    const waiting = [await join(sessionId), await join(sessionId), await join(sessionId)];
    const strangers = Array.from({ length: 30 }, () => reasonOf(book(offeringId, sessionId)));
    await Promise.all(booked.map(give));
    const refusals = await Promise.all([...strangers, ...Array.from({ length: 30 }, () => reasonOf(book(offeringId, sessionId)))]);
    for (const { entry } of waiting) await until(entry, 'offered');
    expect(refusals.filter((reason) => reason !== 'SLOT_TAKEN' && reason !== 'WAITLIST_FIRST')).to.deep.equal([]);
  });

  it('is joined once by each customer, while there is no place, and shown to its own and to staff', async () => {
    const { offeringId, sessionId, booked: [one] } = await soldOut(1);
    const [first, second] = [await join(sessionId), await join(sessionId)];
    const again = await join(sessionId, 1, first.caller);
    expect(again.entry).to.deep.include({ id: first.entry.id, position: 1 });
    expect(await reasonOf(join(sessionId, 2))).to.equal('PARTY_TOO_LARGE');
    const list = async (caller: Caller) => (await waitlists().listWaitlist({ sessionId }, { caller })).entries.map(({ id }) => id);
    expect(await list(stand.admin)).to.deep.equal([first.entry.id, second.entry.id]);
    expect(await list(second.caller)).to.deep.equal([second.entry.id]);
    expect(await reasonOf(waitlists().leaveWaitlist({ id: first.entry.id }, { caller: second.caller }))).to.equal('NOT_FOUND');
    expect(await reasonOf(waitlists().leaveWaitlist({ id: first.entry.id, etag: '7' }, { caller: first.caller }))).to.equal('ETAG_MISMATCH');
    for (const { entry, caller } of [first, second]) await waitlists().leaveWaitlist({ id: entry.id }, { caller });
    await give(one ?? expect.fail());
    expect(await reasonOf(join(sessionId))).to.equal('PLACES_FREE');
    expect(await reasonOf(book(offeringId, sessionId))).to.equal('none');
  });
});
