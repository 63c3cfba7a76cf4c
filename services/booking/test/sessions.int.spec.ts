import { expect } from 'chai';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { OfferingKind } from '#proto/berth/catalog/v1/catalog_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { newId, toTypeId } from '../../runtime/ids.ts';
import { refusalOf } from './refusals.ts';
import { startStand, type Stand } from './stand.ts';

describe('sessions', function () {
  this.timeout(30_000);
  let stand: Stand;
  let caller: Caller;

  before(async () => {
    stand = await startStand();
    caller = stand.admin;
  });
  after(() => stand[Symbol.asyncDispose]());

  const book = (offeringId: string, sessionId: string, partySize = 1) =>
    stand.bookings.createBooking({ offeringId, place: { case: 'sessionId', value: sessionId }, partySize }, { caller: stand.customer() });
  const slots = async (offeringId: string) => {
    const span = { fromTime: timestampFromDate(new Date('2027-03-01T00:00:00Z')), toTime: timestampFromDate(new Date('2027-05-01T00:00:00Z')) };
    return (await stand.availability.listSlots({ offeringId, ...span }, { caller })).slots;
  };

  it('of a rule can all be booked, at the time of day that was meant', async () => {
    const offeringId = stand.offer(OfferingKind.EVENT);
    const wish = { offeringId, localStart: '2027-03-23T19:30', recurrence: 'FREQ=WEEKLY;COUNT=3', excludedDates: ['2027-03-30'], capacity: 4 };
    const { sessions } = await stand.schedules.createSessions({ sessions: [wish, { offeringId, localStart: '2027-03-20T10:00' }] }, { caller });
    expect(sessions.map(({ time, capacity }) => [time?.localStart, capacity])).to.deep.equal([['2027-03-23T19:30', 4], ['2027-04-06T19:30', 4], ['2027-03-20T10:00', 8]]);
    expect((await slots(offeringId)).map(({ time }) => time?.localStart)).to.deep.equal(['2027-03-20T10:00', '2027-03-23T19:30', '2027-04-06T19:30']);
  });

  it('are created all or not at all', async () => {
    const offeringId = stand.offer(OfferingKind.EVENT);
    const good = { offeringId, localStart: '2027-03-23T19:30' };
    const create = (...sessions: object[]) => refusalOf(stand.schedules.createSessions({ sessions }, { caller }));
    expect(await create(good, { ...good, recurrence: 'FREQ=WEEKLY' })).to.equal('INVALID_ARGUMENT INVALID_RECURRENCE sessions[1].recurrence');
    expect(await create(good, { ...good, recurrence: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2' })).to.equal('INVALID_ARGUMENT INVALID_RECURRENCE sessions[1].recurrence');
    expect(await create(good, { ...good, localStart: '2027-02-30T10:00' })).to.equal('INVALID_ARGUMENT INVALID_FIELD sessions[1].local_start');
    expect(await create(good, { ...good, recurrence: 'FREQ=DAILY;COUNT=500' })).to.equal('INVALID_ARGUMENT INVALID_FIELD sessions');
    expect(await slots(offeringId)).to.deep.equal([]);
  });

  it('never have fewer places than are booked, and no place twice, however often they are resized', async () => {
    const offeringId = stand.offer(OfferingKind.EVENT);
    const id = await stand.session(offeringId, 6);
    const resize = (capacity: number, etag = '') => stand.schedules.updateSession({ id, capacity, etag }, { caller });
    const { booking: first } = await book(offeringId, id, 3);
    await book(offeringId, id, 2);
    expect(await refusalOf(resize(4))).to.equal('FAILED_PRECONDITION CAPACITY_BELOW_BOOKED');
    // The lanes of the second booking lie above the new capacity; what is added must not be those.
    await stand.bookings.cancelBooking({ id: first?.id ?? '' }, { caller });
    const { session } = await resize(2);
    expect(session?.capacity).to.equal(2);
    expect(await refusalOf(book(offeringId, id))).to.equal('FAILED_PRECONDITION SLOT_TAKEN');
    await resize(5);
    const results = await Promise.all(Array.from({ length: 8 }, () => refusalOf(book(offeringId, id))));
    expect(results.filter((refusal) => refusal === 'none')).to.have.length(3);
    expect(await refusalOf(resize(9, session?.etag))).to.equal('ABORTED ETAG_MISMATCH');
  });

  it('move only while nobody has booked', async () => {
    const offeringId = stand.offer(OfferingKind.EVENT);
    const id = await stand.session(offeringId, 6);
    const move = (localStart: string) => stand.schedules.updateSession({ id, localStart }, { caller });
    await move('2027-03-28T01:30');
    expect((await slots(offeringId)).map(({ time }) => time?.localStart)).to.deep.equal(['2027-03-28T02:30']);
    expect(await refusalOf(move('2027-02-30T10:00'))).to.equal('INVALID_ARGUMENT INVALID_FIELD local_start');
    await book(offeringId, id);
    expect(await refusalOf(stand.schedules.updateSession({ id, localStart: '2027-04-01T10:00', capacity: 9 }, { caller }))).to.equal('FAILED_PRECONDITION SESSION_HAS_BOOKINGS');
    expect((await slots(offeringId)).map(({ time, capacity }) => [time?.localStart, capacity])).to.deep.equal([['2027-03-28T02:30', 6]]);
    expect(await refusalOf(stand.schedules.updateSession({ id: toTypeId('ses', newId()), capacity: 1 }, { caller }))).to.equal('NOT_FOUND NOT_FOUND');
  });
});
