import { expect } from 'chai';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { BookingState, type Booking } from '#proto/berth/booking/v1/booking_pb.ts';
import { OfferingKind } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { WaitlistService } from '#proto/berth/booking/v1/waitlist_service_pb.ts';
import { BookingSeriesService } from '#proto/berth/booking/v1/series_service_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { fromTypeId, newId, toTypeId } from '../../runtime/ids.ts';
import { classIdOf } from '../domain/classes.ts';
import { refusalOf } from './refusals.ts';
import { bookingUntil, payFor, reasonOf, startStand, type Stand } from './stand.ts';

const ZONE = 'Europe/Lisbon';
const MONDAY = [{ dayOfWeek: 1, start: '09:00', end: '13:00' }];
const at = (time: string) => timestampFromDate(new Date(`2027-03-08T${time}:00Z`));
const SAUNA = toTypeId('add', newId());
const DAY = { fromTime: at('00:00'), toTime: timestampFromDate(new Date('2027-03-09T00:00:00Z')) };

describe('classes', function () {
  this.timeout(60_000);
  let stand: Stand;

  before(async () => {
    // How slow the machine is with all its other tests is no part of this.
    stand = await startStand({ replicas: 2, overrides: { limits: { connectionTimeoutMillis: 60_000 } } });
  });
  after(() => stand[Symbol.asyncDispose]());

  /** An offering with so many places in each time, and a time of it to look at. */
  async function yoga(capacity: number, people: readonly string[] = ['Ana']) {
    const caller = stand.admin;
    const offeringId = stand.offer(OfferingKind.APPOINTMENT, { addOns: [{ id: SAUNA, name: 'Sauna', price: { amountMinor: 1_000n, currencyCode: 'EUR' }, extraMinutes: 30 }] });
    for (const name of people) await stand.schedules.createStaff({ name, timeZone: ZONE, offeringIds: [offeringId], weeklyHours: MONDAY }, { caller });
    const setRules = (rules: object) => stand.schedules.setBookingRules({ offeringId, rules }, { caller });
    await setRules({ capacity });
    const book = async (time: string, partySize = 1, customer: Caller = stand.customer(), addOns: { readonly addOnId: string }[] = []): Promise<Booking> => {
      const place = { case: 'slot', value: { startTime: at(time) } } as const;
      const { booking } = await stand.bookings.createBooking({ offeringId, partySize, place, addOns }, { caller: customer, deadlineMs: 60_000 });
      return booking ?? expect.fail('no booking');
    };
    const left = async (): Promise<Readonly<Record<string, number>>> => {
      const { slots } = await stand.availability.listSlots({ offeringId, ...DAY }, { caller: stand.customer() });
      return Object.fromEntries(slots.map(({ time, placesLeft }) => [time?.startTime ? timestampDate(time.startTime).toISOString().slice(11, 16) : '', placesLeft]));
    };
    const explain = (time: string) => stand.availability.explainSlot({ offeringId, startTime: at(time) }, { caller });
    return { offeringId, setRules, book, left, explain };
  }

  /** Places that the business has on offer, as its statistics say. */
  const placesOf = async (offeringId: string): Promise<number> => {
    const { sessionPlaces } = await stand.bookings.getBookingStatistics({ fromDate: '2027-03-08', untilDate: '2027-03-08', timeZone: ZONE, offeringId }, { caller: stand.admin });
    return Number(sessionPlaces);
  };

  it('sell ten places to exactly ten of two hundred who ask at once', async () => {
    const { offeringId, book, left } = await yoga(10);
    await stand.tell(offeringId);
    const answers = await Promise.all(Array.from({ length: 200 }, () => reasonOf(book('09:00'))));
    expect(answers.filter((reason) => reason === 'none')).to.have.length(10);
    expect(answers.filter((reason) => reason === 'SLOT_TAKEN')).to.have.length(190);
    expect(await left()).to.deep.equal({ '10:00': 10, '11:00': 10, '12:00': 10 });
  });

  it('show the places that are left, and are whole again when the last one has left', async () => {
    const { offeringId, book, left, explain } = await yoga(4);
    const [first, second] = [stand.customer(), stand.customer()];
    const one = await book('09:00', 1, first);
    const two = await book('09:00', 3, second);
    expect(await placesOf(offeringId)).to.equal(4);
    expect([one, two].map(({ staffName, partySize, sessionId }) => ({ staffName, partySize, sessionId }))).to.deep.equal([
      { staffName: 'Ana', partySize: 1, sessionId: '' }, { staffName: 'Ana', partySize: 3, sessionId: '' },
    ]);
    expect(two.total?.amountMinor).to.equal(13_500n);
    expect(await left()).to.deep.equal({ '10:00': 4, '11:00': 4, '12:00': 4 });
    const { explanation } = await explain('09:00');
    expect(explanation?.bookables.flatMap(({ reasons }) => reasons.map(({ code }) => code))).to.deep.equal(['SOLD_OUT']);
    await stand.bookings.cancelBooking({ id: two.id }, { caller: second });
    expect((await left())['09:00']).to.equal(3);
    await stand.bookings.cancelBooking({ id: one.id }, { caller: first });
    expect((await left())['09:00']).to.equal(4);
    expect(await placesOf(offeringId)).to.equal(0);
  });

  it('give a party that does not fit another teacher, and refuse one for which nobody has enough places', async () => {
    const { book } = await yoga(3, ['Ana', 'Rui']);
    const names = [];
    for (const party of [2, 2, 1]) names.push((await book('09:00', party)).staffName);
    expect(new Set(names.slice(0, 2)).size).to.equal(2);
    // One of the teachers has two guests, the other three.
    expect(await refusalOf(book('09:00', 2))).to.equal('FAILED_PRECONDITION SLOT_TAKEN');
    expect(await reasonOf(book('09:00', 1))).to.equal('none');
    expect(await refusalOf(book('10:00', 4))).to.equal('INVALID_ARGUMENT INVALID_FIELD party_size');
  });

  it('are moved within, freed by a hold that ends, and taken again by a late payment', async () => {
    const { book, left } = await yoga(2);
    const customer = stand.customer();
    const booking = await book('09:00', 2, customer);
    const { booking: moved } = await stand.bookings.rescheduleBooking({ id: booking.id, place: { case: 'slot', value: { startTime: at('10:00') } } }, { caller: customer });
    expect(moved?.partySize).to.equal(2);
    expect(await left()).to.deep.equal({ '09:00': 2, '11:00': 2, '12:00': 2 });
    stand.clock.now = new Date(stand.clock.now.getTime() + 16 * 60_000);
    await bookingUntil(stand, customer, booking.id, ({ state }) => state === BookingState.EXPIRED);
    expect((await left())['10:00']).to.equal(2);
    const paid = await payFor(stand, customer, booking);
    expect(paid.partySize).to.equal(2);
    expect(await left()).to.deep.equal({ '09:00': 2, '11:00': 2, '12:00': 2 });
  });

  it('are never made smaller than what is booked, and grow with their bookings in them', async () => {
    const { book, left, setRules } = await yoga(4);
    await book('09:00', 3);
    expect(await refusalOf(setRules({ capacity: 2 }))).to.equal('FAILED_PRECONDITION CAPACITY_BELOW_BOOKED rules.capacity');
    await setRules({ capacity: 3 });
    expect(await left()).to.deep.equal({ '10:00': 3, '11:00': 3, '12:00': 3 });
    await setRules({ capacity: 5 });
    expect((await left())['09:00']).to.equal(2);
    await book('09:00', 2);
    expect(await reasonOf(book('09:00'))).to.equal('SLOT_TAKEN');
  });

  it('are booked as a series, by each party as often as there are dates with enough places', async () => {
    const { offeringId, book, left } = await yoga(3);
    const series = stand.harness.connect(BookingSeriesService);
    await book('09:00', 2);
    const request = { offeringId, localStart: '2027-03-08T09:00', recurrence: 'FREQ=WEEKLY;COUNT=2' };
    const make = async (partySize: number) => (await series.createBookingSeries({ ...request, partySize }, { caller: stand.customer() })).bookings.map((one) => [one.staffName, one.partySize]);
    expect(await refusalOf(make(2))).to.match(/^FAILED_PRECONDITION SERIES_CONFLICTS/);
    expect(await make(1)).to.deep.equal([['Ana', 1], ['Ana', 1]]);
    expect(await left()).to.deep.equal({ '10:00': 3, '11:00': 3, '12:00': 3 });
  });

  it('are no dates that can be had by themselves, without the people who serve them', async () => {
    const { offeringId, book } = await yoga(2);
    const caller = stand.customer();
    const { id, staffId } = await book('09:00', 1, caller);
    await stand.bookings.cancelBooking({ id }, { caller });
    const time = { start: timestampDate(at('09:00')), end: timestampDate(at('10:00')) };
    const sessionId = toTypeId('ses', classIdOf(fromTypeId('off', offeringId, ''), time, fromTypeId('stf', staffId, '')));
    const place = { case: 'sessionId', value: sessionId } as const;
    expect(await reasonOf(stand.bookings.createBooking({ offeringId, place }, { caller }))).to.equal('SLOT_NOT_OFFERED');
    const { id: other } = await book('10:00', 1, caller);
    expect(await reasonOf(stand.bookings.rescheduleBooking({ id: other, place }, { caller }))).to.equal('SLOT_NOT_OFFERED');
    expect(await reasonOf(stand.harness.connect(WaitlistService).joinWaitlist({ sessionId, partySize: 2 }, { caller }))).to.equal('NOT_FOUND');
  });

  it('keep their buffers, once for all who are in them', async () => {
    const { book, left, setRules } = await yoga(2);
    await setRules({ capacity: 2, bufferAfterMinutes: 30, stepMinutes: 30 });
    await book('09:00');
    await book('09:00');
    expect(Object.keys(await left())[0]).to.equal('10:30');
  });

  it('are as long for whoever has an add-on as for all others, who share them', async () => {
    const { offeringId, book, left } = await yoga(3);
    const addOns = [{ addOnId: SAUNA }];
    const first = await book('09:00', 1, stand.customer(), addOns);
    expect(first.time?.endTime).to.deep.equal(at('10:00'));
    expect(first.lines.map(({ extraMinutes, amount }) => [extraMinutes, amount?.amountMinor])).to.deep.equal([[0, 4_500n], [0, 1_000n]]);
    await book('09:00');
    await book('09:00', 1, stand.customer(), addOns);
    expect(await left()).to.deep.equal({ '10:00': 3, '11:00': 3, '12:00': 3 });
    const { slots } = await stand.availability.listSlots({ offeringId, ...DAY, addOns }, { caller: stand.customer() });
    expect(slots.map(({ time, placesLeft }) => [time?.startTime, time?.endTime, placesLeft])).to.deep.equal([
      [at('10:00'), at('11:00'), 3], [at('11:00'), at('12:00'), 3], [at('12:00'), at('13:00'), 3],
    ]);
    const { series, bookings } = await stand.harness.connect(BookingSeriesService).createBookingSeries(
      { offeringId, localStart: '2027-03-08T10:00', recurrence: 'FREQ=WEEKLY;COUNT=2', addOns }, { caller: stand.customer() });
    expect(series?.id).to.not.equal('');
    expect(bookings.map(({ time }) => time?.localEnd)).to.deep.equal(['2027-03-08T11:00', '2027-03-15T11:00']);
  });
});
