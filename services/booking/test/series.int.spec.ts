import { expect } from 'chai';
import { BookingState } from '#proto/berth/booking/v1/booking_pb.ts';
import { LimitPeriod } from '#proto/berth/booking/v1/schedule_pb.ts';
import { SeriesConflictPolicy } from '#proto/berth/booking/v1/series_pb.ts';
import { OfferingKind, PaymentMode } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { Failure } from '../../runtime/errors.ts';
import { fromTypeId, newId } from '../../runtime/ids.ts';
import { refusalOf } from './refusals.ts';
import { FIRST, misplaced, seriesOf, standForSeries, startsOf } from './series-stand.ts';
import { reasonOf, startStand, type Stand } from './stand.ts';

const TUESDAYS = ['2027-03-09T10:00', '2027-03-16T10:00', '2027-03-23T10:00', '2027-03-30T10:00'];
const SKIP = { onConflict: SeriesConflictPolicy.SKIP_CONFLICTS };

describe('a series of bookings', function () {
  this.timeout(30_000);
  let stand: Stand;

  before(async () => {
    stand = await startStand();
  });
  after(() => stand[Symbol.asyncDispose]());

  it('is booked at the time of day of its rule, also when the clock has changed, by the same person, one booking a date', async () => {
    const { book, bookOne, staff } = await standForSeries(stand, ['Ana', 'Rui']);
    // Ana has less to do on the first date, and no time on the second.
    await bookOne('2027-03-09T12:00:00Z', staff.get('Rui'));
    await bookOne('2027-03-16T10:00:00Z', staff.get('Ana'));
    const caller = stand.customer();
    const { series, bookings } = await book({ expectedTotal: { amountMinor: 18_000n, currencyCode: 'EUR' } }, caller);
    expect(startsOf(bookings)).to.deep.equal(TUESDAYS);
    expect(bookings.map(({ time }) => new Date(Number(time?.startTime?.seconds) * 1_000).getUTCHours())).to.deep.equal([10, 10, 10, 9]);
    expect(new Set(bookings.map(({ staffName }) => staffName))).to.deep.equal(new Set(['Rui']));
    expect(bookings.map(({ seriesId, seriesIndex, state }) => [seriesId, seriesIndex, state])).to.deep.equal(
      [0, 1, 2, 3].map((index) => [series?.id, index, BookingState.CONFIRMED]),
    );
    expect(new Set(bookings.map(({ code }) => code)).size).to.equal(4);
    const { bookings: listed } = await stand.bookings.listBookings({ seriesId: series?.id ?? '' }, { caller });
    expect(listed.map(({ id }) => id).toSorted()).to.deep.equal(bookings.map(({ id }) => id).toSorted());
    expect(await seriesOf(stand).getBookingSeries({ id: series?.id ?? '' }, { caller })).to.deep.include({ series });
    expect(await reasonOf(seriesOf(stand).getBookingSeries({ id: series?.id ?? '' }, { caller: stand.customer() }))).to.equal('NOT_FOUND');
  });

  it('is told under one trace for each call, by which one mail tells of all its dates', async () => {
    const { book } = await standForSeries(stand, ['Ana']);
    const caller = stand.customer();
    const { series, bookings } = await book({}, caller);
    await seriesOf(stand).cancelBookingSeries({ id: series?.id ?? '' }, { caller });
    const events = await stand.harness.service.database.relay.run<{ type: string; trace: string }>(
      `select type, split_part(headers->>'traceparent', '-', 2) as trace from outbox where key = any($1::uuid[]) and type in ('booking.confirmed', 'booking.cancelled')`,
      [bookings.map(({ id }) => fromTypeId('bkg', id, 'id'))],
    );
    const traces = (wanted: string) => events.filter(({ type }) => type === wanted).map(({ trace }) => trace);
    expect([traces('booking.confirmed').length, traces('booking.cancelled').length]).to.deep.equal([4, 4]);
    expect([new Set(traces('booking.confirmed')).size, new Set(traces('booking.cancelled')).size]).to.deep.equal([1, 1]);
  });

  it('is refused with every date that cannot be had and why, and takes nothing', async () => {
    const { book, bookOne } = await standForSeries(stand, ['Ana']);
    await bookOne('2027-03-16T10:00:00Z');
    const { closure } = await stand.schedules.createClosure({ fromDate: '2027-03-30', untilDate: '2027-03-30', reason: 'Stocktaking' }, { caller: stand.admin });
    const refused = await book().then(() => undefined, (error: unknown) => error);
    if (!(refused instanceof Failure)) throw new TypeError('it was not refused');
    expect(refused.reason).to.equal('SERIES_CONFLICTS');
    expect(refused.details.metadata).to.deep.equal({ dates: '2027-03-16T10:00,2027-03-30T10:00', reasons: 'SLOT_TAKEN,CLOSED' });
    expect(refused.details.violations?.map(({ field }) => field)).to.deep.equal(['dates[1]', 'dates[3]']);
    expect(await misplaced(stand)).to.equal(0);
    const { series, bookings } = await book(SKIP);
    expect(startsOf(bookings)).to.deep.equal([TUESDAYS[0], TUESDAYS[2]]);
    expect(series?.skipped.map(({ index, reason, rule }) => [index, reason, rule])).to.deep.equal([[1, 'SLOT_TAKEN', ''], [3, 'SLOT_NOT_OFFERED', 'CLOSED']]);
    expect(await reasonOf(book(SKIP))).to.equal('SERIES_CONFLICTS');
    await stand.schedules.deleteClosure({ id: closure?.id ?? '' }, { caller: stand.admin });
  });

  it('is refused for a rule that is none, too short or too long, another price, or what is no number of places', async () => {
    const { book } = await standForSeries(stand, ['Ana']);
    const one = (wish: object) => refusalOf(book(wish));
    expect(await one({ recurrence: 'FREQ=WEEKLY' })).to.equal('INVALID_ARGUMENT INVALID_RECURRENCE recurrence');
    expect(await one({ recurrence: 'FREQ=WEEKLY;COUNT=1' })).to.equal('INVALID_ARGUMENT INVALID_RECURRENCE recurrence');
    expect(await one({ recurrence: 'FREQ=DAILY;COUNT=53' })).to.equal('INVALID_ARGUMENT INVALID_RECURRENCE recurrence');
    expect(await one({ recurrence: 'FREQ=YEARLY;COUNT=4' })).to.equal('INVALID_ARGUMENT INVALID_RECURRENCE recurrence');
    expect(await one({ localStart: '2027-02-30T10:00' })).to.equal('INVALID_ARGUMENT INVALID_FIELD local_start');
    expect(await one({ partySize: 2 })).to.equal('INVALID_ARGUMENT INVALID_FIELD party_size');
    expect(await one({ expectedTotal: { amountMinor: 4_500n, currencyCode: 'EUR' } })).to.equal('FAILED_PRECONDITION PRICE_CHANGED');
  });

  it('counts its own dates towards limits, and books as many as those let it', async () => {
    const { book, offeringId } = await standForSeries(stand, ['Ana']);
    await stand.schedules.setBookingRules({ offeringId, rules: { perCustomer: { max: 1, period: LimitPeriod.MONTH } } }, { caller: stand.admin });
    const { bookings, series } = await book(SKIP);
    expect(startsOf(bookings)).to.deep.equal([FIRST]);
    expect(series?.skipped.map(({ rule }) => rule)).to.deep.equal(['CUSTOMER_LIMIT', 'CUSTOMER_LIMIT', 'CUSTOMER_LIMIT']);
    expect(await reasonOf(book())).to.equal('SERIES_CONFLICTS');
  });

  it('has 52 dates at most, and a refusal has room for each of them', async () => {
    const { book } = await standForSeries(stand, ['Ana']);
    const year = { recurrence: 'FREQ=WEEKLY;COUNT=52' };
    const { bookings } = await book(year);
    expect([bookings.length, startsOf(bookings).at(-1)]).to.deep.equal([52, '2028-02-29T10:00']);
    const refused = await book({ ...year, ...SKIP }).then(() => undefined, (error: unknown) => error);
    expect(refused instanceof Failure && refused.details.violations?.length).to.equal(52);
  });

  it('takes places of the sessions of an event, and says at which dates there is none', async () => {
    const offeringId = stand.offer(OfferingKind.EVENT, { paymentMode: PaymentMode.AT_DESK });
    const { sessions } = await stand.schedules.createSessions(
      { sessions: [{ offeringId, localStart: FIRST, capacity: 3, recurrence: 'FREQ=WEEKLY;COUNT=3' }] }, { caller: stand.admin });
    const wish = { offeringId, localStart: FIRST, recurrence: 'FREQ=WEEKLY;COUNT=4', partySize: 2, ...SKIP };
    const { bookings, series } = await seriesOf(stand).createBookingSeries(wish, { caller: stand.customer() });
    expect(bookings.map(({ sessionId }) => sessionId)).to.deep.equal(sessions.map(({ id }) => id));
    expect(series?.skipped.map(({ rule }) => rule)).to.deep.equal(['NO_SESSION']);
    expect(await reasonOf(seriesOf(stand).createBookingSeries(wish, { caller: stand.customer() }))).to.equal('SERIES_CONFLICTS');
    const { bookings: single } = await seriesOf(stand).createBookingSeries({ ...wish, partySize: 1 }, { caller: stand.customer() });
    expect(single.length).to.equal(3);
  });

  it('is made once by a request, also when the request log has forgotten it', async () => {
    const { book } = await standForSeries(stand, ['Ana']);
    const [requestId, caller] = [newId(), stand.customer()];
    const { series, bookings } = await book({ requestId }, caller);
    await stand.bookings.cancelBooking({ id: bookings[0]?.id ?? '' }, { caller });
    await stand.harness.service.database.relay.run('delete from request_log');
    const again = await book({ requestId }, caller);
    expect(again.series).to.deep.equal(series);
    expect(again.bookings.map(({ id, state }) => [id, state])).to.deep.equal(
      bookings.map(({ id }, index) => [id, index === 0 ? BookingState.CANCELLED : BookingState.CONFIRMED]));
    expect(await reasonOf(book({ requestId, recurrence: 'FREQ=WEEKLY;COUNT=2' }, caller))).to.equal('REQUEST_ID_REUSED');
  });

  it('is held until paid for, longer the more dates it has, and each hold ends by itself', async () => {
    const { book } = await standForSeries(stand, ['Ana'], PaymentMode.ONLINE);
    const begin = stand.clock.now;
    const { bookings, series } = await book();
    const minutes = bookings.map(({ hold }) => (Number(hold?.expireTime?.seconds) * 1_000 - begin.getTime()) / 60_000);
    expect(minutes).to.deep.equal([60, 60, 60, 60]);
    stand.clock.now = new Date(begin.getTime() + 61 * 60_000);
    for (;;) {
      const { bookings: now } = await seriesOf(stand).getBookingSeries({ id: series?.id ?? '' }, { caller: stand.admin });
      if (now.every(({ state }) => state === BookingState.EXPIRED)) break;
    }
    expect(await misplaced(stand)).to.equal(0);
    stand.clock.now = begin;
  });

  it('is cancelled from one booking on, each by its own policy; what has ended is named and left as it is', async () => {
    const { book } = await standForSeries(stand, ['Ana']);
    const caller = stand.customer();
    const { series, bookings } = await book({}, caller);
    await stand.bookings.cancelBooking({ id: bookings[2]?.id ?? '' }, { caller });
    const rest = { id: series?.id ?? '', fromBookingId: bookings[1]?.id ?? '', reason: 'Away' };
    const { members } = await seriesOf(stand).cancelBookingSeries(rest, { caller });
    expect(members.map(({ booking, reason }) => [booking?.seriesIndex, booking?.state, reason])).to.deep.equal([
      [1, BookingState.CANCELLED, ''], [2, BookingState.CANCELLED, 'ALREADY_ENDED'], [3, BookingState.CANCELLED, ''],
    ]);
    expect(members.map(({ booking }) => booking?.reason)).to.deep.equal(['Away', '', 'Away']);
    expect(await misplaced(stand)).to.equal(0);
    const { bookings: left } = await seriesOf(stand).getBookingSeries({ id: rest.id }, { caller });
    expect(left.map(({ state }) => state)).to.deep.equal([BookingState.CONFIRMED, ...Array.from({ length: 3 }, () => BookingState.CANCELLED)]);
    expect(await reasonOf(seriesOf(stand).cancelBookingSeries(rest, { caller }))).to.equal('NOTHING_TO_CANCEL');
    expect(await reasonOf(seriesOf(stand).cancelBookingSeries({ id: rest.id }, { caller: stand.customer() }))).to.equal('NOT_FOUND');
    const elsewhere = await book({ localStart: '2027-03-09T11:00' }, caller);
    expect(await refusalOf(seriesOf(stand).cancelBookingSeries({ ...rest, fromBookingId: elsewhere.bookings[0]?.id ?? '' }, { caller }))).to.equal(
      'INVALID_ARGUMENT INVALID_FIELD from_booking_id');
  });

  it('moves from one booking on, to another day and time, as one: all or none', async () => {
    const { book, bookOne, staff } = await standForSeries(stand, ['Ana']);
    const caller = stand.customer();
    const { series, bookings } = await book({}, caller);
    const move = (more: object, by = caller) => seriesOf(stand).rescheduleBookingSeries({ id: series?.id ?? '', ...more }, { caller: by });
    const { bookings: moved } = await move({ fromBookingId: bookings[1]?.id ?? '', shiftDays: 7, localTime: '11:00' });
    expect(startsOf(moved)).to.deep.equal(['2027-03-23T11:00', '2027-03-30T11:00', '2027-04-06T11:00']);
    expect(moved.map(({ id, seriesIndex }) => [id, seriesIndex])).to.deep.equal(bookings.slice(1).map(({ id, seriesIndex }) => [id, seriesIndex]));
    await bookOne('2027-03-30T09:00:00Z', staff.get('Ana'));
    const before = await seriesOf(stand).getBookingSeries({ id: series?.id ?? '' }, { caller });
    expect(await reasonOf(move({ localTime: '10:00' }))).to.equal('SERIES_CONFLICTS');
    expect(await reasonOf(move({ shiftDays: 1 }))).to.equal('SERIES_CONFLICTS');
    expect(await seriesOf(stand).getBookingSeries({ id: series?.id ?? '' }, { caller })).to.deep.equal(before);
    expect(await reasonOf(move({}))).to.equal('NOTHING_TO_MOVE');
    expect(await reasonOf(move({ shiftDays: 7 }, stand.customer()))).to.equal('NOT_FOUND');
    expect(await misplaced(stand)).to.equal(0);
  });

  it('moves between the sessions of an event, into places that others of it had', async () => {
    const offeringId = stand.offer(OfferingKind.EVENT, { paymentMode: PaymentMode.AT_DESK });
    const wish = { offeringId, localStart: FIRST, recurrence: 'FREQ=WEEKLY;COUNT=3' };
    await stand.schedules.createSessions({ sessions: [{ ...wish, capacity: 1, recurrence: 'FREQ=WEEKLY;COUNT=4' }] }, { caller: stand.admin });
    const caller = stand.customer();
    const { series } = await seriesOf(stand).createBookingSeries(wish, { caller });
    const { bookings } = await seriesOf(stand).rescheduleBookingSeries({ id: series?.id ?? '', shiftDays: 7 }, { caller });
    expect(startsOf(bookings)).to.deep.equal(TUESDAYS.slice(1));
    expect(await reasonOf(seriesOf(stand).rescheduleBookingSeries({ id: series?.id ?? '', shiftDays: 7 }, { caller }))).to.equal('SERIES_CONFLICTS');
    const { bookings: single } = await seriesOf(stand).createBookingSeries({ ...wish, recurrence: 'FREQ=WEEKLY;COUNT=2', ...SKIP }, { caller });
    expect(startsOf(single)).to.deep.equal([FIRST]);
  });

  it('is for one of those who race for the same dates; the others are told which, and nobody waits for ever', async () => {
    const { book } = await standForSeries(stand, ['Ana', 'Rui']);
    // Every second one goes through the dates from the other end and takes what is left.
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) =>
      index % 2 === 0 ? reasonOf(book()) : reasonOf(book({ localStart: '2027-03-16T10:00', ...SKIP }))));
    expect(answers.every((reason) => reason === 'none' || reason === 'SERIES_CONFLICTS')).to.equal(true);
    expect(await misplaced(stand)).to.equal(0);
    const last = await book({ localStart: '2027-03-16T10:00', recurrence: 'FREQ=WEEKLY;COUNT=3', ...SKIP }).catch(() => undefined);
    expect(startsOf(last?.bookings ?? [])).to.deep.equal([]);
  });

  it('moves at the same moment as others that want its times: none is lost, none is had twice', async () => {
    const { book } = await standForSeries(stand, ['Ana']);
    const hours = ['09:00', '10:00', '11:00'];
    const racing = await Promise.all(hours.map(async (hour) => {
      const caller = stand.customer();
      const { series } = await book({ localStart: `2027-03-09T${hour}` }, caller);
      return { caller, id: series?.id ?? '' };
    }));
    // Everybody wants the next hour, the last one that of the first: some order of them works, at times none does.
    const moves = racing.flatMap(({ caller, id }, index) => [
      reasonOf(seriesOf(stand).rescheduleBookingSeries({ id, localTime: hours[(index + 1) % 3] ?? '' }, { caller })),
      reasonOf(seriesOf(stand).rescheduleBookingSeries({ id, localTime: '12:00' }, { caller })),
    ]);
    for (const reason of await Promise.all(moves)) expect(reason).to.be.oneOf(['none', 'SERIES_CONFLICTS', 'SERIES_CHANGED', 'NOTHING_TO_MOVE']);
    const times = await Promise.all(racing.map(async ({ caller, id }) => {
      const { bookings } = await seriesOf(stand).getBookingSeries({ id }, { caller });
      return new Set(bookings.map(({ time }) => time?.localStart.slice(11)));
    }));
    expect(times.map(({ size }) => size)).to.deep.equal([1, 1, 1]);
    expect(new Set(times.flatMap((each) => [...each])).size).to.equal(3);
    expect(await misplaced(stand)).to.equal(0);
  });

  it('is refused with add-ons that are none of the offering’s', async () => {
    const { book } = await standForSeries(stand, ['Ana']);
    const unknown = 'add_01h455vb4pex5vsknk084sn02q';
    expect(await refusalOf(book({ addOns: [{ addOnId: unknown, quantity: 1 }] }))).to.equal('INVALID_ARGUMENT INVALID_FIELD add_ons[0].add_on_id');
  });
});
