import { expect } from 'chai';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { AvailabilityUpdate } from '#proto/berth/booking/v1/availability_stream_pb.ts';
import { AvailabilityService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { OfferingKind, PaymentMode } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { follow, shown, type Follower, type SlotsQuery } from './availability-follower.ts';
import { reasonOf, startStand, type Stand } from './stand.ts';

const span = { fromTime: timestampFromDate(new Date('2027-03-08T00:00:00Z')), toTime: timestampFromDate(new Date('2027-03-13T00:00:00Z')) };

describe('watching availability', function () {
  this.timeout(60_000);
  let stand: Stand;
  let open: Follower[];

  before(async () => {
    stand = await startStand({ replicas: 2 });
  });
  after(() => stand[Symbol.asyncDispose]());
  beforeEach(() => {
    open = [];
  });
  afterEach(() => Promise.all(open.map((follower) => follower.drop())));

  const clientAt = (index: number) => stand.harness.connect(AvailabilityService, stand.harness.replicas[index % stand.harness.replicas.length]);
  const fresh = async (query: SlotsQuery) => shown((await stand.availability.listSlots(query, { caller: stand.admin })).slots);

  function watch(query: SlotsQuery, replica = 0, token = ''): Follower {
    const follower = follow(query, stand.customer(), token);
    open.push(follower);
    follower.connect(clientAt(replica));
    return follower;
  }

  /** An appointment that two people serve on weekdays. */
  async function appointment() {
    const offeringId = stand.offer(OfferingKind.APPOINTMENT, { paymentMode: PaymentMode.AT_DESK });
    await stand.tell(offeringId);
    const weeklyHours = [1, 2, 3, 4, 5].map((dayOfWeek) => ({ dayOfWeek, start: '09:00', end: '13:00' }));
    for (const name of ['Rui', 'Inês']) {
      await stand.schedules.createStaff({ name, timeZone: 'Europe/Lisbon', offeringIds: [offeringId], weeklyHours }, { caller: stand.admin });
    }
    return { offeringId, ...span };
  }

  const bookAt = (offeringId: string, start: string, caller = stand.customer()) =>
    stand.bookings.createBooking({ offeringId, place: { case: 'slot', value: { startTime: timestampFromDate(new Date(start)) } } }, { caller });

  it('begins with what ListSlots says and goes on with what a booking and its cancellation change, at another replica too', async () => {
    const query = await appointment();
    const followers = [watch(query), watch(query, 1)];
    for (const follower of followers) await follower.until(() => fresh(query));
    expect(followers.map(({ messages }) => messages[0]?.update)).to.deep.equal([AvailabilityUpdate.SNAPSHOT, AvailabilityUpdate.SNAPSHOT]);
    expect(Object.keys(followers[0]?.contents() ?? {})).to.have.length(20);
    const caller = stand.customer();
    const { booking } = await bookAt(query.offeringId, '2027-03-09T10:00:00Z', caller);
    await bookAt(query.offeringId, '2027-03-09T10:00:00Z');
    for (const follower of followers) {
      await follower.until(() => fresh(query));
      expect(Object.keys(follower.contents())).to.have.length(19);
    }
    await stand.bookings.cancelBooking({ id: booking?.id ?? '' }, { caller });
    for (const follower of followers) await follower.until(() => fresh(query));
    const deltas = followers.flatMap(({ messages }) => messages.filter(({ update }) => update === AvailabilityUpdate.DELTA));
    expect(deltas.every(({ slots, goneSlots, forgottenDates }) => slots.length + goneSlots.length === 1 && forgottenDates.length === 0)).to.equal(true);
  });

  it('tells of hours, staff, closures and rules that change what can be booked', async () => {
    const query = await appointment();
    const follower = watch(query, 1);
    await follower.until(() => fresh(query));
    const { staff } = await stand.schedules.listStaff({ offeringId: query.offeringId }, { caller: stand.admin });
    const admin = { caller: stand.admin };
    let closureId = '';
    const changes: Readonly<Record<string, () => Promise<unknown>>> = {
      'other hours': () => stand.schedules.setWeeklyHours({ staffId: staff[0]?.id ?? '', weeklyHours: [{ dayOfWeek: 5, start: '09:00', end: '14:00' }] }, admin),
      'one more of the staff': () => stand.schedules.createStaff({ name: 'Eva', timeZone: 'Europe/Lisbon', offeringIds: [query.offeringId], weeklyHours: [{ dayOfWeek: 5, start: '15:00', end: '17:00' }] }, admin),
      'a holiday': async () => (closureId = (await stand.schedules.createClosure({ fromDate: '2027-03-10', untilDate: '2027-03-10', reason: 'Holiday' }, admin)).closure?.id ?? ''),
      'no holiday': () => stand.schedules.deleteClosure({ id: closureId }, admin),
      'smaller steps': () => stand.schedules.setBookingRules({ offeringId: query.offeringId, rules: { stepMinutes: 30 } }, admin),
    };
    for (const [what, change] of Object.entries(changes)) {
      const before = await fresh(query);
      await change();
      expect(await fresh(query), what).to.not.deep.equal(before);
      await follower.until(() => fresh(query));
    }
    expect(follower.messages.filter(({ update }) => update === AvailabilityUpdate.SNAPSHOT)).to.have.length(1);
  });

  it('tells of a room that another offering has taken', async () => {
    const admin = { caller: stand.admin };
    const weeklyHours = [1, 2, 3, 4, 5].map((dayOfWeek) => ({ dayOfWeek, start: '09:00', end: '13:00' }));
    await stand.schedules.createResource({ resource: { kind: 'sauna', name: 'The sauna', timeZone: 'Europe/Lisbon', weeklyHours } }, admin);
    const [query, other] = [await appointment(), await appointment()];
    for (const { offeringId } of [query, other]) {
      await stand.schedules.setBookingRules({ offeringId, rules: { needs: [{ kind: 'staff', count: 1 }, { kind: 'sauna', count: 1 }] } }, admin);
    }
    const follower = watch(query, 1);
    await follower.until(() => fresh(query));
    await bookAt(other.offeringId, '2027-03-09T10:00:00Z');
    const delta = await follower.message(({ update }) => update === AvailabilityUpdate.DELTA);
    expect(delta.goneSlots.map(({ startTime }) => startTime && timestampDate(startTime).toISOString())).to.deep.equal(['2027-03-09T10:00:00.000Z']);
    await follower.until(() => fresh(query));
  });

  it('gives back the places of a hold that expires', async () => {
    const offeringId = stand.offer(OfferingKind.EVENT, { holdMinutes: 5 });
    const query = { offeringId, ...span };
    const sessionId = await stand.session(offeringId, 2);
    const follower = watch(query);
    await follower.until(() => fresh(query));
    await stand.bookings.createBooking({ offeringId, place: { case: 'sessionId', value: sessionId }, partySize: 2 }, { caller: stand.customer() });
    await follower.message(({ goneSlots }) => goneSlots.some((gone) => gone.sessionId === sessionId));
    const before = stand.clock.now;
    stand.clock.now = new Date(before.getTime() + 6 * 60_000);
    await follower.message(({ update, slots }) => update === AvailabilityUpdate.DELTA && slots.some((slot) => slot.placesLeft === 2));
    stand.clock.now = before;
    await follower.until(() => fresh(query));
  });

  it('resumes with the dates that differ alone, at another replica', async () => {
    const query = await appointment();
    const follower = watch(query);
    await follower.until(() => fresh(query));
    await follower.drop();
    await bookAt(query.offeringId, '2027-03-09T10:00:00Z');
    await bookAt(query.offeringId, '2027-03-11T11:00:00Z');
    follower.connect(clientAt(1));
    await follower.until(() => fresh(query));
    const resumed = await follower.message(({ update }) => update === AvailabilityUpdate.RESUMED);
    expect(resumed.forgottenDates).to.deep.equal(['2027-03-09', '2027-03-11']);
    expect(new Set(resumed.slots.map(({ time }) => time?.localStart.slice(0, 10)))).to.deep.equal(new Set(['2027-03-09', '2027-03-11']));
    await follower.drop();
    const seen = follower.messages.length;
    follower.connect(clientAt(0));
    const again = await follower.message((message) => follower.messages.indexOf(message) >= seen);
    expect([again.update, again.forgottenDates, again.slots]).to.deep.equal([AvailabilityUpdate.RESUMED, [], []]);
  });

  it('says that a token is of no use, and begins anew', async () => {
    const [query, other] = [await appointment(), await appointment()];
    const elsewhere = watch(other);
    const { resumeToken } = await elsewhere.message(() => true);
    for (const token of [resumeToken, 'no token', `${resumeToken.slice(0, -4)}AAAA`]) {
      const message = await watch(query, 0, token).message(() => true);
      expect([message.update, message.tokenRefused, message.slots.length]).to.deep.equal([AvailabilityUpdate.SNAPSHOT, true, 20]);
    }
    expect((await watch(query).message(() => true)).tokenRefused).to.equal(false);
  });

  it('refuses what ListSlots refuses', async () => {
    const query = await appointment();
    const refusal = (change: Partial<typeof query>): Promise<string> =>
      reasonOf((async () => {
        for await (const _ of stand.availability.watchAvailability({ query: { ...query, ...change } }, { caller: stand.customer() })) break;
      })());
    expect(await refusal({})).to.equal('none');
    expect(await refusal({ offeringId: 'off_1' })).to.equal('INVALID_REQUEST');
    expect(await refusal({ offeringId: stand.offer(OfferingKind.EVENT).replace(/.$/, '0') })).to.equal('NOT_FOUND');
    expect(await refusal({ toTime: timestampFromDate(new Date('2027-06-01T00:00:00Z')) })).to.equal('INVALID_FIELD');
  });
});
