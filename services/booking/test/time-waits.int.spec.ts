import { expect } from 'chai';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { BookingState, type Booking } from '#proto/berth/booking/v1/booking_pb.ts';
import { WaitlistState, type WaitlistEntry } from '#proto/berth/booking/v1/waitlist_pb.ts';
import { WaitlistService } from '#proto/berth/booking/v1/waitlist_service_pb.ts';
import { LimitPeriod } from '#proto/berth/booking/v1/schedule_pb.ts';
import { OfferingKind, PaymentMode } from '#proto/berth/catalog/v1/catalog_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { refusalOf } from './refusals.ts';
import { bookingUntil, reasonOf, startStand, untilRow, type Stand } from './stand.ts';

const BEGIN = new Date('2027-03-01T09:00:00Z');
const at = (time: string) => timestampFromDate(new Date(`2027-03-08T${time}:00Z`));
const DAY = { fromTime: at('00:00'), toTime: timestampFromDate(new Date('2027-03-09T00:00:00Z')) };

describe('the waitlist of times with staff', function () {
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

  interface Booked {
    readonly booking: Booking;
    readonly caller: Caller;
  }

  /** An offering of one member of staff who works from 9 to 11 on one day, with all of it booked. */
  async function soldOut(rules: object = {}) {
    const offeringId = stand.offer(OfferingKind.APPOINTMENT, { paymentMode: PaymentMode.AT_DESK });
    const { staff } = await stand.schedules.createStaff(
      { name: 'Ana', timeZone: 'Europe/Lisbon', offeringIds: [offeringId], weeklyHours: [{ dayOfWeek: 1, start: '09:00', end: '11:00' }] }, { caller: stand.admin });
    await stand.schedules.setBookingRules({ offeringId, rules }, { caller: stand.admin });
    const [nine, ten] = [await book(offeringId, '09:00'), await book(offeringId, '10:00')];
    return { offeringId, staffId: staff?.id ?? '', nine, ten };
  }

  async function book(offeringId: string, time: string, caller = stand.customer()): Promise<Booked> {
    const { booking } = await stand.bookings.createBooking({ offeringId, place: { case: 'slot', value: { startTime: at(time) } } }, { caller });
    return { booking: booking ?? expect.fail('there is no booking'), caller };
  }

  async function join(offeringId: string, more: object = {}, caller = stand.customer()) {
    const { entry } = await waitlists().joinWaitlist({ times: { offeringId, ...DAY, ...more } }, { caller });
    return { entry: entry ?? expect.fail('there is no entry'), caller };
  }

  const give = ({ booking, caller }: Booked) => stand.bookings.cancelBooking({ id: booking.id }, { caller });
  const until = ({ id }: WaitlistEntry, status: 'offered' | 'expired') =>
    untilRow(stand.harness.files, 'select from waitlist_entry where id = $1 and status = $2', [fromTypeId('wtl', id, 'id'), status]);
  const entryOf = async ({ entry, caller }: { readonly entry: WaitlistEntry; readonly caller: Caller }) => {
    const { entries } = await waitlists().listWaitlist({}, { caller });
    return entries.find(({ id }) => id === entry.id) ?? expect.fail('the entry is gone');
  };

  it('offers a time that becomes free to whoever is first and wants one like it', async () => {
    const { offeringId, nine, ten, staffId } = await soldOut();
    const late = await join(offeringId, { fromTime: at('10:00') });
    const [first, second] = [await join(offeringId, { staffId }), await join(offeringId)];
    expect([late, first, second].map(({ entry }) => entry.position)).to.deep.equal([1, 2, 3]);
    expect(first.entry.sessionId).to.equal('');
    await give(nine);
    await until(first.entry, 'offered');
    const offered = await entryOf(first);
    const { booking } = await stand.bookings.getBooking({ id: offered.bookingId }, { caller: first.caller });
    expect(booking?.state).to.equal(BookingState.PENDING);
    expect(booking?.time?.startTime).to.deep.equal(at('09:00'));
    expect(await reasonOf(book(offeringId, '09:00'))).to.equal('SLOT_TAKEN');
    await give(ten);
    await until(late.entry, 'offered');
    const { booking: taken } = await waitlists().acceptOffer({ id: first.entry.id }, { caller: first.caller });
    expect(taken?.state).to.equal(BookingState.CONFIRMED);
    expect((await entryOf(second)).state).to.equal(WaitlistState.WAITING);
  });

  it('passes over who has booked as often as they may', async () => {
    const { offeringId, nine, ten } = await soldOut({ perCustomer: { max: 1, period: LimitPeriod.DAY } });
    const [full, next] = [await join(offeringId, {}, ten.caller), await join(offeringId)];
    await give(nine);
    await until(next.entry, 'offered');
    expect((await entryOf(full)).state).to.equal(WaitlistState.WAITING);
  });

  it('asks the next one when an offer is not taken, or is left', async () => {
    const { offeringId, nine } = await soldOut();
    const [first, second, third] = [await join(offeringId), await join(offeringId), await join(offeringId)];
    await give(nine);
    await until(first.entry, 'offered');
    await waitlists().leaveWaitlist({ id: first.entry.id }, { caller: first.caller });
    await until(second.entry, 'offered');
    const { bookingId, offerExpireTime } = await entryOf(second);
    stand.clock.now = new Date((offerExpireTime ? timestampDate(offerExpireTime) : BEGIN).getTime() + 1_000);
    await bookingUntil(stand, second.caller, bookingId, ({ state }) => state === BookingState.EXPIRED);
    await until(third.entry, 'offered');
  });

  it('offers what a moved booking leaves, and places of a class', async () => {
    const { offeringId, nine } = await soldOut();
    const first = await join(offeringId);
    await stand.bookings.rescheduleBooking({ id: nine.booking.id, place: { case: 'slot', value: { startTime: timestampFromDate(new Date('2027-03-15T09:00:00Z')) } } }, { caller: nine.caller });
    await until(first.entry, 'offered');
    const yoga = await soldOut({ capacity: 2 });
    await book(yoga.offeringId, '09:00');
    const guest = await book(yoga.offeringId, '10:00');
    const waiting = await join(yoga.offeringId);
    await give(guest);
    await until(waiting.entry, 'offered');
  });

  it('is shown to staff in its order, a page at a time, and to customers as far as it is their own', async () => {
    const { offeringId, nine } = await soldOut();
    const waiting = [];
    for (let index = 0; index < 5; index += 1) waiting.push(await join(offeringId));
    const [first, second, ...rest] = waiting.map(({ entry }) => entry.id);
    await give(nine);
    await until(waiting[0]?.entry ?? expect.fail(), 'offered');
    const list = async (caller: Caller, asked: object) => {
      const { entries, nextPageToken } = await waitlists().listWaitlist(asked, { caller });
      return { ids: entries.map(({ id }) => id), positions: entries.map(({ position }) => position), next: nextPageToken };
    };
    const page = await list(stand.admin, { offeringId, pageSize: 2 });
    expect(page).to.deep.include({ ids: [first, second], positions: [0, 1] });
    // What ends between two pages is not on the next one, and moves nobody past the reader.
    await waitlists().leaveWaitlist({ id: second ?? '' }, { caller: waiting[1]?.caller ?? expect.fail() });
    expect(await list(stand.admin, { offeringId, pageSize: 3, pageToken: page.next })).to.deep.equal({ ids: rest, positions: [1, 2, 3], next: '' });
    const own = waiting[2]?.caller ?? expect.fail();
    expect((await list(own, { offeringId })).ids).to.deep.equal([rest[0]]);
    expect((await list(own, {})).ids).to.deep.equal([rest[0]]);
    expect(await refusalOf(list(own, { offeringId, pageToken: page.next }))).to.equal('INVALID_ARGUMENT PAGE_TOKEN_MISMATCH page_token');
    expect(await refusalOf(list(stand.admin, { offeringId, sessionId: await stand.session(stand.offer(OfferingKind.EVENT), 1) }))).to.equal('INVALID_ARGUMENT INVALID_FIELD offering_id');
  });

  it('is only for times that cannot be had, of offerings with staff, and one entry each', async () => {
    const { offeringId } = await soldOut();
    const caller = stand.customer();
    const { entry } = await join(offeringId, {}, caller);
    expect((await join(offeringId, {}, caller)).entry.id).to.equal(entry.id);
    const refused = (request: object) => refusalOf(waitlists().joinWaitlist(request, { caller: stand.customer() }));
    expect(await refused({})).to.equal('INVALID_ARGUMENT INVALID_FIELD session_id');
    expect(await refused({ times: { offeringId, ...DAY }, partySize: 2 })).to.equal('INVALID_ARGUMENT INVALID_FIELD party_size');
    expect(await refused({ times: { offeringId: stand.offer(OfferingKind.EVENT), ...DAY } })).to.equal('INVALID_ARGUMENT INVALID_FIELD times.offering_id');
    expect(await refused({ times: { offeringId, ...DAY, toTime: timestampFromDate(new Date('2027-03-20T00:00:00Z')) } })).to.equal('FAILED_PRECONDITION PLACES_FREE');
    expect(await refused({ times: { offeringId, ...DAY, durationMinutes: 7 } })).to.equal('INVALID_ARGUMENT INVALID_FIELD times.duration_minutes');
    stand.clock.now = new Date('2027-03-10T09:00:00Z');
    expect(await refused({ times: { offeringId, ...DAY } })).to.equal('FAILED_PRECONDITION SLOT_IN_PAST');
    // Nothing came of it.
    await until(entry, 'expired');
  });
});
