import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import { BookingState } from '#proto/berth/booking/v1/booking_pb.ts';
import { OfferingKind, PaymentMode } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { newId } from '../../runtime/ids.ts';
import { payFor, reasonOf, startStand, type Stand } from './stand.ts';

describe('booking statistics', function () {
  this.timeout(30_000);
  let stand: Stand;

  before(async () => {
    stand = await startStand();
  });
  after(() => stand[Symbol.asyncDispose]());

  const march = { fromDate: '2027-03-01', untilDate: '2027-03-31', timeZone: 'Europe/Lisbon' };
  const ask = (more: object = {}, caller = stand.admin) => stand.bookings.getBookingStatistics({ ...march, ...more }, { caller });

  it('count, sum and measure exactly what is there, and nothing of other businesses', async () => {
    const paidOnline = stand.offer(OfferingKind.EVENT);
    const atDesk = stand.offer(OfferingKind.EVENT, { paymentMode: PaymentMode.AT_DESK, priceMinor: 1_000n });
    const massage = stand.offer(OfferingKind.APPOINTMENT, { paymentMode: PaymentMode.AT_DESK, priceMinor: 300n });
    const [online, desk] = [await stand.session(paidOnline, 5), await stand.session(atDesk, 4)];
    const caller = stand.customer();
    const book = async (offeringId: string, sessionId: string, partySize = 1) => {
      const { booking } = await stand.bookings.createBooking({ offeringId, place: { case: 'sessionId', value: sessionId }, partySize }, { caller });
      if (!booking) throw new TypeError('there is no booking');
      return booking;
    };
    const bought = await book(paidOnline, online);
    await payFor(stand, caller, bought);
    const refund = { amountMinor: 2_000n, currencyCode: 'EUR' };
    await stand.bookings.cancelBooking({ id: bought.id, refund, reason: 'Came late' }, { caller: stand.admin });
    await book(paidOnline, online, 2);
    await book(atDesk, desk, 3);
    await stand.schedules.createStaff({ name: 'Rui', timeZone: 'Europe/Lisbon', offeringIds: [massage], weeklyHours: [{ dayOfWeek: 1, start: '09:00', end: '17:00' }] }, { caller: stand.admin });
    await stand.bookings.createBooking({ offeringId: massage, place: { case: 'slot', value: { startTime: timestampFromDate(new Date('2027-03-08T10:00:00Z')) } } }, { caller });

    const { counts, revenue, utilisation, ...places } = await ask();
    expect(counts.map(({ date, state, bookings, places: taken }) => [date, state, bookings, taken])).to.deep.equal([
      ['2027-03-08', BookingState.CONFIRMED, 1n, 1n],
      ['2027-03-10', BookingState.CANCELLED, 1n, 1n],
      ['2027-03-10', BookingState.CONFIRMED, 1n, 3n],
      ['2027-03-10', BookingState.PENDING, 1n, 2n],
    ]);
    expect(revenue.map((line) => [line.captured, line.refunded, line.atDesk].map((amount) => amount?.amountMinor))).to.deep.equal([[4_500n, 2_000n, 3_300n]]);
    expect(places).to.deep.include({ sessionPlaces: 9n, sessionPlacesTaken: 5n });
    expect(utilisation.map(({ name, openMinutes, takenMinutes }) => [name, openMinutes, takenMinutes])).to.deep.equal([['Rui', 5n * 480n, 60n]]);

    const only = await ask({ offeringId: atDesk });
    expect(only.counts).to.have.length(1);
    expect([only.sessionPlaces, only.sessionPlacesTaken, only.utilisation]).to.deep.equal([4n, 3n, []]);
    const tokyo = await ask({ fromDate: '2027-03-11', untilDate: '2027-03-11', timeZone: 'Asia/Tokyo' });
    expect(tokyo.counts.map(({ date }) => date)).to.deep.equal(['2027-03-11', '2027-03-11', '2027-03-11']);
    const elsewhere = await ask({}, { ...stand.admin, tenantId: newId() });
    expect(elsewhere).to.deep.include({ counts: [], revenue: [], sessionPlaces: 0n, utilisation: [] });
  });

  it('are for administrators, of at most a year that the calendar has', async () => {
    expect(await reasonOf(ask({}, stand.customer()))).to.equal('ACCESS_DENIED');
    expect(await reasonOf(ask({ untilDate: '2028-02-29' }))).to.equal('none');
    expect(await reasonOf(ask({ untilDate: '2028-03-01' }))).to.equal('INVALID_FIELD');
    expect(await reasonOf(ask({ untilDate: '2027-02-28' }))).to.equal('INVALID_FIELD');
    expect(await reasonOf(ask({ fromDate: '0001-01-01', untilDate: '0001-12-31', timeZone: 'Asia/Tokyo' }))).to.equal('none');
    expect(await reasonOf(ask({ fromDate: '9999-01-01', untilDate: '9999-12-31' }))).to.equal('none');
    expect(await reasonOf(ask({ fromDate: '2027-02-29' }))).to.equal('INVALID_FIELD');
    expect(await reasonOf(ask({ timeZone: 'Mars/Olympus' }))).to.equal('INVALID_FIELD');
  });
});
