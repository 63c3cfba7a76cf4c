import { fromBinary } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import { BookingState, HistoryChange, type Booking } from '#proto/berth/booking/v1/booking_pb.ts';
import { BookingCreatedSchema, BookingRescheduledSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { OfferingKind, PaymentMode } from '#proto/berth/catalog/v1/catalog_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { bookingUntil, payFor, reasonOf, startStand, type Stand } from './stand.ts';

const BEGIN = new Date('2027-03-01T09:00:00Z');

describe('a booking after the hold', function () {
  this.timeout(30_000);
  let stand: Stand;

  before(async () => {
    stand = await startStand();
  });
  beforeEach(() => {
    stand.clock.now = BEGIN;
  });
  after(() => stand[Symbol.asyncDispose]());

  const wait = (minutes: number): void => {
    stand.clock.now = new Date(stand.clock.now.getTime() + minutes * 60_000);
  };

  /** An event with a date in March for each capacity, the first on the 10th. */
  async function dates(capacities: readonly number[], offeringId = stand.offer(OfferingKind.EVENT, { paymentMode: PaymentMode.AT_DESK })) {
    const sessions = capacities.map((capacity, index) => ({ offeringId, localStart: `2027-03-${10 + index}T19:30`, capacity }));
    const { sessions: made } = await stand.schedules.createSessions({ sessions }, { caller: stand.admin });
    return { offeringId, ids: made.map(({ id }) => id) };
  }

  async function book(offeringId: string, sessionId = '', caller = stand.customer(), more: { partySize?: number; attendees?: { name: string }[] } = {}) {
    const { booking } = await stand.bookings.createBooking({ offeringId, place: { case: 'sessionId', value: sessionId }, ...more }, { caller });
    if (!booking) throw new TypeError('there is no booking');
    return { booking, caller };
  }

  const move = (id: string, sessionId = '', caller: Caller, etag = '') =>
    stand.bookings.rescheduleBooking({ id, place: { case: 'sessionId', value: sessionId }, etag }, { caller });

  const rows = <T extends object>(sql: string, booking: Booking) => stand.harness.service.database.relay.run<T>(sql, [fromTypeId('bkg', booking.id, 'id')]);
  const eventsOf = (booking: Booking) => rows<{ type: string; payload: Uint8Array }>('select type, payload from outbox where key = $1 order by key_version', booking);

  describe('moved to another date', () => {
    it('keeps its id, frees the old place for others, and tells everyone', async () => {
      const { offeringId, ids } = await dates([1, 1]);
      const { booking, caller } = await book(offeringId, ids[0]);
      expect(await reasonOf(move(booking.id, ids[1], stand.customer()))).to.equal('NOT_FOUND');
      expect(await reasonOf(move(booking.id, ids[1], caller, '999'))).to.equal('ETAG_MISMATCH');
      const { booking: moved } = await move(booking.id, ids[1], caller, booking.etag);
      expect(moved).to.deep.include({ id: booking.id, sessionId: ids[1], state: BookingState.CONFIRMED });
      expect(await reasonOf(book(offeringId, ids[1]))).to.equal('SLOT_TAKEN');
      expect(await reasonOf(book(offeringId, ids[0]))).to.equal('none');
      const { entries } = await stand.bookings.listBookingHistory({ bookingId: booking.id }, { caller });
      expect(entries.at(-1)).to.deep.include({ change: HistoryChange.RESCHEDULED, actor: caller.subject, detail: '2027-03-10T19:30 → 2027-03-11T19:30' });
      const told = (await eventsOf(booking)).find(({ type }) => type === 'booking.rescheduled');
      const event = fromBinary(BookingRescheduledSchema, told?.payload ?? new Uint8Array());
      expect([event.previousTime?.localStart, event.booking?.time?.localStart]).to.deep.equal(['2027-03-10T19:30', '2027-03-11T19:30']);
    });

    it('is where it was when the new place is taken: of twenty who want the last one, one gets it', async () => {
      const { offeringId, ids } = await dates([20, 1]);
      const made = await Promise.all(Array.from({ length: 20 }, () => book(offeringId, ids[0])));
      const results = await Promise.all(made.map(({ booking, caller }) => reasonOf(move(booking.id, ids[1], caller))));
      expect(results.filter((reason) => reason === 'none')).to.have.length(1);
      expect(results.filter((reason) => reason === 'SLOT_TAKEN')).to.have.length(19);
      expect(await reasonOf(book(offeringId, ids[0]))).to.equal('none');
      expect(await reasonOf(book(offeringId, ids[0]))).to.equal('SLOT_TAKEN');
    });

    it('cannot change places with another one by both asking at once', async () => {
      const { offeringId, ids } = await dates([1, 1]);
      const [first, second] = [await book(offeringId, ids[0]), await book(offeringId, ids[1])];
      const results = await Promise.all([reasonOf(move(first.booking.id, ids[1], first.caller)), reasonOf(move(second.booking.id, ids[0], second.caller))]);
      expect(results).to.deep.equal(['SLOT_TAKEN', 'SLOT_TAKEN']);
      expect(await rows('select from seat where booking_id = $1', first.booking)).to.have.length(1);
    });

    it('moves while it is held: what is then paid for is the new place', async () => {
      const { offeringId, ids } = await dates([1, 1], stand.offer(OfferingKind.EVENT));
      const { booking, caller } = await book(offeringId, ids[0]);
      const { booking: moved } = await move(booking.id, ids[1], caller);
      expect(moved?.hold?.fence).to.equal(2n);
      const confirmed = await payFor(stand, caller, booking);
      expect(confirmed.sessionId).to.equal(ids[1]);
      expect(await reasonOf(book(offeringId, ids[0]))).to.equal('none');
    });

    it('is too late for the customer within the hours of the purchase, not for staff', async () => {
      const { offeringId, ids } = await dates([1, 1]);
      const { booking, caller } = await book(offeringId, ids[0]);
      stand.clock.now = new Date('2027-03-09T19:31:00Z');
      expect(await reasonOf(move(booking.id, ids[1], caller))).to.equal('TOO_LATE_TO_MOVE');
      expect(await reasonOf(move(booking.id, ids[1], stand.admin))).to.equal('none');
    });
  });

  it('is moved by half an hour with the same person and a room, and has one claim on each', async () => {
    const offeringId = stand.offer(OfferingKind.APPOINTMENT, { paymentMode: PaymentMode.AT_DESK });
    const hours = { timeZone: 'Europe/Lisbon', weeklyHours: [{ dayOfWeek: 1, start: '09:00', end: '17:00' }] };
    for (const name of ['Rui', 'Inês']) await stand.schedules.createStaff({ name, offeringIds: [offeringId], ...hours }, { caller: stand.admin });
    const { resource: room } = await stand.schedules.createResource({ resource: { name: 'Room 1', kind: 'room', ...hours } }, { caller: stand.admin });
    const rules = { stepMinutes: 30, bufferAfterMinutes: 15, needs: [{ kind: 'staff', count: 1 }, { kind: 'room', count: 1 }] };
    await stand.schedules.setBookingRules({ offeringId, rules }, { caller: stand.admin });
    const at = (time: string) => ({ case: 'slot', value: { startTime: timestampFromDate(new Date(`2027-03-08T${time}:00Z`)) } }) as const;
    const caller = stand.customer();
    const { booking } = await stand.bookings.createBooking({ offeringId, place: at('10:00') }, { caller });
    if (!booking) throw new TypeError('there is no booking');
    const { booking: moved } = await stand.bookings.rescheduleBooking({ id: booking.id, place: at('10:30') }, { caller });
    expect(moved?.staffId).to.equal(booking.staffId);
    const claims = await rows<{ id: string; starts: Date; ends: Date }>('select resource_id as id, starts, ends from claim where booking_id = $1', booking);
    const [starts, ends] = [new Date('2027-03-08T10:30:00Z'), new Date('2027-03-08T11:45:00Z')];
    const [staffId, roomId] = [fromTypeId('stf', booking.staffId, 'staff_id'), fromTypeId('rsc', room?.id ?? '', 'id')];
    expect(claims).to.have.deep.members([{ id: staffId, starts, ends }, { id: roomId, starts, ends }]);
    // The room is the only one: what overlaps with the new time is taken, what only the old one covered is free.
    const others = await Promise.all(['11:30', '09:00'].map((time) => reasonOf(stand.bookings.createBooking({ offeringId, place: at(time) }, { caller: stand.customer() }))));
    expect(others).to.deep.equal(['SLOT_TAKEN', 'none']);
  });

  it('is held for longer when its customer asks, twice, and then ends', async () => {
    const { offeringId, ids } = await dates([1], stand.offer(OfferingKind.EVENT));
    const { booking, caller } = await book(offeringId, ids[0]);
    expect(booking.hold?.extensionsLeft).to.equal(2);
    const extend = () => stand.bookings.extendHold({ id: booking.id }, { caller });
    await extend();
    wait(16);
    expect((await extend()).booking?.hold).to.deep.include({ extensionsLeft: 0, fence: 1n });
    expect(await reasonOf(extend())).to.equal('NO_MORE_TIME');
    wait(13);
    expect(await reasonOf(book(offeringId, ids[0]))).to.equal('SLOT_TAKEN');
    wait(1);
    await bookingUntil(stand, caller, booking.id, ({ state }) => state === BookingState.EXPIRED);
    expect(await reasonOf(book(offeringId, ids[0]))).to.equal('none');
  });

  it('gives back what it said it would, or what staff say with a reason', async () => {
    const { offeringId, ids } = await dates([2], stand.offer(OfferingKind.EVENT));
    const made = [await book(offeringId, ids[0]), await book(offeringId, ids[0])] as const;
    for (const { booking, caller } of made) await payFor(stand, caller, booking);
    const [{ booking, caller }, { booking: other }] = made;
    const { booking: seen, refundNow } = await stand.bookings.getBooking({ id: booking.id }, { caller });
    expect(refundNow?.amountMinor).to.equal(4500n);
    expect(seen?.cancellationPolicy?.tiers.map(({ hoursBefore, refundPercent }) => [hoursBefore, refundPercent])).to.deep.equal([[24, 100]]);
    expect((await stand.bookings.cancelBooking({ id: booking.id }, { caller })).refund?.amountMinor).to.equal(4500n);
    expect((await stand.bookings.getBooking({ id: booking.id }, { caller })).refundNow).to.equal(undefined);
    const refund = { amountMinor: 1000n, currencyCode: 'EUR' };
    expect(await reasonOf(stand.bookings.cancelBooking({ id: other.id, refund }, { caller: stand.admin }))).to.equal('REASON_REQUIRED');
    const { booking: cancelled } = await stand.bookings.cancelBooking({ id: other.id, refund, reason: 'Came late' }, { caller: stand.admin });
    expect(cancelled?.refund?.amountMinor).to.equal(1000n);
  });

  it('is completed by itself after its time, and can then be a no-show', async () => {
    const { offeringId, ids } = await dates([2]);
    const { booking, caller } = await book(offeringId, ids[0]);
    const { booking: moved } = await book(offeringId, ids[0]);
    const miss = (id: string, who: Caller) => stand.bookings.markNoShow({ id, reason: 'Nobody came' }, { caller: who });
    expect(await reasonOf(miss(booking.id, stand.admin))).to.equal('NOT_BEGUN');
    expect(await reasonOf(miss(booking.id, caller))).to.equal('ACCESS_DENIED');
    stand.clock.now = new Date('2027-03-10T21:30:00Z');
    await bookingUntil(stand, caller, booking.id, ({ state }) => state === BookingState.COMPLETED);
    await bookingUntil(stand, stand.admin, moved.id, ({ state }) => state === BookingState.COMPLETED);
    expect((await miss(booking.id, stand.admin)).booking?.state).to.equal(BookingState.NO_SHOW);
    expect((await eventsOf(booking)).map(({ type }) => type)).to.include.members(['booking.completed', 'booking.no_show']);
  });

  it('is completed after its new time when it was moved', async () => {
    const { offeringId, ids } = await dates([1, 1]);
    const { booking, caller } = await book(offeringId, ids[0]);
    await move(booking.id, ids[1], caller);
    const due = await rows<{ due: Date }>(`select due_time as due from effect where key = $1 and name = 'completeBooking'`, booking);
    expect(due).to.deep.equal([{ due: new Date('2027-03-11T21:30:00Z') }]);
    await stand.bookings.cancelBooking({ id: booking.id }, { caller });
    expect(await rows('select from effect where key = $1', booking)).to.deep.equal([]);
  });

  it('is checked in once by its code, not with one from before it was moved, nor on another day', async () => {
    const { offeringId, ids } = await dates([1, 1]);
    const { booking, caller } = await book(offeringId, ids[0]);
    const code = async () => (await stand.bookings.getCheckInToken({ bookingId: booking.id }, { caller })).token;
    const enter = (token: string, who = stand.admin) => stand.bookings.checkIn({ by: { case: 'token', value: token } }, { caller: who });
    const old = await code();
    await move(booking.id, ids[1], caller);
    const token = await code();
    stand.clock.now = new Date('2027-03-10T19:00:00Z');
    expect(await reasonOf(enter(token))).to.equal('CHECK_IN_NOT_OPEN');
    stand.clock.now = new Date('2027-03-11T19:00:00Z');
    expect(await reasonOf(enter(old))).to.equal('CHECK_IN_TOKEN_OUTDATED');
    expect(await reasonOf(enter(`${token.slice(0, -2)}AA`))).to.equal('CHECK_IN_TOKEN_INVALID');
    expect(await reasonOf(enter(token, caller))).to.equal('ACCESS_DENIED');
    const first = await enter(token);
    expect(first.already).to.equal(false);
    expect(first.booking?.checkInTime && timestampDate(first.booking.checkInTime)).to.deep.equal(stand.clock.now);
    wait(5);
    const again = await stand.bookings.checkIn({ by: { case: 'bookingId', value: booking.id } }, { caller: stand.admin });
    expect([again.already, again.booking?.checkInTime]).to.deep.equal([true, first.booking?.checkInTime]);
    expect(await reasonOf(stand.bookings.markNoShow({ id: booking.id }, { caller: stand.admin }))).to.equal('CHECKED_IN');
  });

  it('names who comes along to its customer and staff, never on the bus', async () => {
    const { offeringId, ids } = await dates([5]);
    const { booking, caller } = await book(offeringId, ids[0], stand.customer(), { partySize: 2, attendees: [{ name: 'Inês' }] });
    expect(booking.attendees.map(({ name }) => name)).to.deep.equal(['Inês']);
    const name = (...names: readonly string[]) => stand.bookings.updateAttendees({ id: booking.id, attendees: names.map((attendee) => ({ name: attendee })) }, { caller });
    expect(await reasonOf(name('Rui', 'Inês', 'Zé'))).to.equal('TOO_MANY_ATTENDEES');
    await name('Rui', 'Inês');
    const { booking: seen } = await stand.bookings.getBooking({ id: booking.id }, { caller: stand.admin });
    expect(seen?.attendees.map((attendee) => attendee.name)).to.deep.equal(['Rui', 'Inês']);
    const [created] = await eventsOf(booking);
    expect(fromBinary(BookingCreatedSchema, created?.payload ?? new Uint8Array()).booking?.attendees).to.deep.equal([]);
    expect(await reasonOf(book(offeringId, ids[0], caller, { attendees: [{ name: 'a' }, { name: 'b' }] }))).to.equal('TOO_MANY_ATTENDEES');
  });
});
