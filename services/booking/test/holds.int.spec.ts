import { expect } from 'chai';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { BookingState } from '#proto/berth/booking/v1/booking_pb.ts';
import { OfferingKind, PaymentMode } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { PaymentAuthorizedSchema, PaymentFailedSchema, PaymentSucceededSchema } from '#proto/berth/payment/v1/payment_events_pb.ts';
import { PaymentState } from '#proto/berth/payment/v1/payment_pb.ts';
import { fromTypeId, newId, toTypeId } from '../../runtime/ids.ts';
import { bookingUntil, paymentOf, reasonOf, startStand, type Stand } from './stand.ts';
import type { Booking } from '#proto/berth/booking/v1/booking_pb.ts';

describe('holds and bookings', function () {
  this.timeout(30_000);
  let stand: Stand;

  before(async () => {
    stand = await startStand();
  });
  after(() => stand[Symbol.asyncDispose]());

  const hold = async (offeringId: string, sessionId: string, partySize = 1, caller = stand.customer()) => ({
    caller,
    booking: (await stand.bookings.createBooking({ offeringId, place: { case: 'sessionId', value: sessionId }, partySize }, { caller })).booking as Booking,
  });

  const event = <D>(booking: Booking, keyVersion: number, more: D) => ({
    source: 'payment',
    tenantId: stand.tenantId,
    key: fromTypeId('bkg', booking.id, 'id'),
    subject: toTypeId('pay', fromTypeId('bkg', booking.id, 'id')),
    keyVersion,
    ...more,
  });
  const authorize = (booking: Booking, keyVersion: number, id?: string) =>
    stand.harness.publish({
      ...event(booking, keyVersion, { schema: PaymentAuthorizedSchema, payload: { payment: paymentOf(booking, PaymentState.AUTHORIZED), fence: 1n } }),
      ...(id && { id }),
    });
  const capture = (booking: Booking, keyVersion: number) =>
    stand.harness.publish(event(booking, keyVersion, { schema: PaymentSucceededSchema, payload: { payment: paymentOf(booking, PaymentState.SUCCEEDED, 4500n), fence: 1n } }));

  it('sells a session out exactly, whoever asks at once', async () => {
    const offeringId = stand.offer(OfferingKind.EVENT);
    const sessionId = await stand.session(offeringId, 20);
    const results = await Promise.all(Array.from({ length: 60 }, () => reasonOf(hold(offeringId, sessionId))));
    expect(results.filter((reason) => reason === 'none')).to.have.length(20);
    expect(results.filter((reason) => reason === 'SLOT_TAKEN')).to.have.length(40);
  });

  it('gives a time of a member of staff to one customer, and the next one to a colleague', async () => {
    const offeringId = stand.offer(OfferingKind.APPOINTMENT);
    const weeklyHours = [1, 2, 3, 4, 5].map((dayOfWeek) => ({ dayOfWeek, start: '09:00', end: '17:00' }));
    for (const name of ['Rui', 'Inês']) {
      await stand.schedules.createStaff({ name, timeZone: 'Europe/Lisbon', offeringIds: [offeringId], weeklyHours }, { caller: stand.admin });
    }
    const span = { fromTime: timestampFromDate(new Date('2027-03-08T00:00:00Z')), toTime: timestampFromDate(new Date('2027-03-09T00:00:00Z')) };
    const { slots } = await stand.availability.listSlots({ offeringId, ...span }, { caller: stand.customer() });
    expect(slots).to.have.length(8);
    const slot = { startTime: slots[0]?.time?.startTime ?? timestampFromDate(new Date(0)) };
    const book = () => stand.bookings.createBooking({ offeringId, place: { case: 'slot', value: slot } }, { caller: stand.customer() });
    const results = await Promise.all(Array.from({ length: 10 }, () => reasonOf(book())));
    expect(results.filter((reason) => reason === 'none')).to.have.length(2);
    expect(results.filter((reason) => reason === 'SLOT_TAKEN')).to.have.length(8);
    const after = await stand.availability.listSlots({ offeringId, ...span }, { caller: stand.customer() });
    expect(after.slots).to.have.length(7);
  });

  it('refuses a past time, a changed price, a foreign date and an unknown offering, each in its own words', async () => {
    const offeringId = stand.offer(OfferingKind.EVENT);
    const sessionId = await stand.session(offeringId, 5);
    const place = { case: 'sessionId', value: sessionId } as const;
    const caller = stand.customer();
    const other = stand.offer(OfferingKind.EVENT);
    expect(await reasonOf(stand.bookings.createBooking({ offeringId, place, expectedTotal: { amountMinor: 1n, currencyCode: 'EUR' } }, { caller }))).to.equal('PRICE_CHANGED');
    expect(await reasonOf(stand.bookings.createBooking({ offeringId: other, place }, { caller }))).to.equal('SLOT_NOT_OFFERED');
    expect(await reasonOf(stand.bookings.createBooking({ offeringId: toTypeId('off', newId()), place }, { caller }))).to.equal('NOT_FOUND');
    const before = stand.clock.now;
    stand.clock.now = new Date('2027-03-11T09:00:00Z');
    expect(await reasonOf(stand.bookings.createBooking({ offeringId, place }, { caller }))).to.equal('SLOT_IN_PAST');
    stand.clock.now = before;
  });

  it('confirms at once what is free or paid at the desk', async () => {
    for (const more of [{ priceMinor: 0n }, { paymentMode: PaymentMode.AT_DESK }]) {
      const offeringId = stand.offer(OfferingKind.EVENT, more);
      const { booking } = await hold(offeringId, await stand.session(offeringId, 5));
      expect(booking.state).to.equal(BookingState.CONFIRMED);
    }
  });

  it('answers the same request with the same booking', async () => {
    const offeringId = stand.offer(OfferingKind.EVENT);
    const sessionId = await stand.session(offeringId, 5);
    const caller = stand.customer();
    const request = { requestId: newId(), offeringId, place: { case: 'sessionId', value: sessionId } as const };
    const answers = await Promise.all([1, 2, 3].map(() => stand.bookings.createBooking(request, { caller })));
    expect(new Set(answers.map(({ booking }) => booking?.id)).size).to.equal(1);
  });

  it('claims, then confirms what was paid; five deliveries are one', async () => {
    const offeringId = stand.offer(OfferingKind.EVENT);
    const { booking, caller } = await hold(offeringId, await stand.session(offeringId, 5));
    const id = newId();
    for (let delivery = 0; delivery < 5; delivery += 1) await authorize(booking, 1, id);
    const claimed = await bookingUntil(stand, caller, booking.id, ({ hold: held }) => held?.claimed === true);
    expect(claimed.state).to.equal(BookingState.PENDING);
    await capture(booking, 2);
    const confirmed = await bookingUntil(stand, caller, booking.id, ({ state }) => state === BookingState.CONFIRMED);
    expect(confirmed.payment?.methodLabel).to.equal('Visa •••• 4242');
    const { entries } = await stand.bookings.listBookingHistory({ bookingId: booking.id }, { caller });
    expect(entries.map(({ toState }) => toState)).to.deep.equal([BookingState.PENDING, BookingState.CONFIRMED]);
  });

  describe('a hold that ran out', () => {
    const expired = async (capacity: number) => {
      const offeringId = stand.offer(OfferingKind.EVENT);
      const sessionId = await stand.session(offeringId, capacity);
      const { booking, caller } = await hold(offeringId, sessionId);
      stand.clock.now = new Date(stand.clock.now.getTime() + 16 * 60_000);
      await bookingUntil(stand, caller, booking.id, ({ state }) => state === BookingState.EXPIRED);
      return { booking, caller, offeringId, sessionId };
    };

    it('frees its place', async () => {
      const { offeringId, sessionId } = await expired(1);
      expect(await reasonOf(hold(offeringId, sessionId))).to.equal('none');
    });

    it('takes its place again when a late payment finds it free', async () => {
      const { booking, caller } = await expired(1);
      await authorize(booking, 1);
      const claimed = await bookingUntil(stand, caller, booking.id, ({ hold: held }) => held?.claimed === true);
      expect(claimed.hold?.fence).to.equal(2n);
      await capture(booking, 2);
      await bookingUntil(stand, caller, booking.id, ({ state }) => state === BookingState.CONFIRMED);
    });

    it('tells the customer why when a late payment finds it taken', async () => {
      const { booking, caller, offeringId, sessionId } = await expired(1);
      await hold(offeringId, sessionId);
      await authorize(booking, 1);
      const lost = await bookingUntil(stand, caller, booking.id, ({ reason }) => reason.includes('someone else'));
      expect(lost.state).to.equal(BookingState.EXPIRED);
      const [row] = await stand.harness.service.database.relay.run<{ count: bigint }>(
        `select count(*) as count from outbox where type = 'booking.claim_rejected' and key = $1`,
        [fromTypeId('bkg', booking.id, 'id')],
      );
      expect(row?.count).to.equal(1n);
    });
  });

  it('keeps a declined booking open for another try, and releases it when the payment is over', async () => {
    const offeringId = stand.offer(OfferingKind.EVENT);
    const sessionId = await stand.session(offeringId, 1);
    const { booking, caller } = await hold(offeringId, sessionId);
    const failed = (keyVersion: number, final: boolean) =>
      stand.harness.publish(
        event(booking, keyVersion, { schema: PaymentFailedSchema, payload: { payment: paymentOf(booking, PaymentState.AWAITING_CUSTOMER), reason: 'Your card was declined.', final } }),
      );
    await failed(1, false);
    const open = await bookingUntil(stand, caller, booking.id, ({ reason }) => reason !== '');
    expect(open.state).to.equal(BookingState.PENDING);
    await failed(2, true);
    await bookingUntil(stand, caller, booking.id, ({ state }) => state === BookingState.CANCELLED);
    expect(await reasonOf(hold(offeringId, sessionId))).to.equal('none');
  });

  it('shows a booking to its customer and to staff, and to nobody else', async () => {
    const offeringId = stand.offer(OfferingKind.EVENT);
    const { booking, caller } = await hold(offeringId, await stand.session(offeringId, 5));
    const get = (who: typeof caller) => reasonOf(stand.bookings.getBooking({ id: booking.id }, { caller: who }));
    expect(await get(caller)).to.equal('none');
    expect(await get(stand.admin)).to.equal('none');
    expect(await get(stand.customer())).to.equal('NOT_FOUND');
    expect(await get({ ...stand.admin, tenantId: newId() })).to.equal('NOT_FOUND');
    expect(await reasonOf(stand.bookings.cancelBooking({ id: booking.id }, { caller: stand.customer() }))).to.equal('NOT_FOUND');
  });

  it('cancels by the newest etag only, and gives the place back', async () => {
    const offeringId = stand.offer(OfferingKind.EVENT);
    const sessionId = await stand.session(offeringId, 1);
    const { booking, caller } = await hold(offeringId, sessionId);
    expect(await reasonOf(stand.bookings.cancelBooking({ id: booking.id, etag: '999' }, { caller }))).to.equal('ETAG_MISMATCH');
    const { booking: cancelled } = await stand.bookings.cancelBooking({ id: booking.id, etag: booking.etag, reason: 'Ill' }, { caller });
    expect(cancelled?.state).to.equal(BookingState.CANCELLED);
    expect(await reasonOf(hold(offeringId, sessionId))).to.equal('none');
    expect(await reasonOf(stand.bookings.cancelBooking({ id: booking.id }, { caller }))).to.equal('ALREADY_ENDED');
  });
});
