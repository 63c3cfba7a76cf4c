/** People in bookings: what stands in the way of erasing them, what is left of a booking, and how long holds that expired name anybody. */
import { expect } from 'chai';
import { BookingState, type Booking } from '#proto/berth/booking/v1/booking_pb.ts';
import { WaitlistService } from '#proto/berth/booking/v1/waitlist_service_pb.ts';
import { OfferingKind } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { PersonalDataService } from '#proto/berth/runtime/v1/personal_data_service_pb.ts';
import { UserCreatedSchema } from '#proto/berth/user/v1/user_events_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { Failure } from '../../runtime/errors.ts';
import { newId, toTypeId } from '../../runtime/ids.ts';
import { REDACTED } from '../../runtime/personal/personal-data.ts';
import { applyRetention } from '../../runtime/personal/retention.ts';
import { personalData } from '../db/personal-data.ts';
import { bookingUntil, payFor, startStand, untilRow, type Stand } from './stand.ts';

const DAY_MS = 86_400_000;

describe('personal data of booking', function () {
  this.timeout(40_000);
  let stand: Stand;
  let offeringId: string;
  let sessionId: string;

  before(async () => {
    stand = await startStand();
    offeringId = stand.offer(OfferingKind.EVENT);
    sessionId = await stand.session(offeringId, 50);
  });
  after(() => stand[Symbol.asyncDispose]());

  const personal = () => stand.harness.connect(PersonalDataService);
  const waitlists = () => stand.harness.connect(WaitlistService);
  const reasonOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'none', (error: unknown) => (error instanceof Failure ? error.reason : String(error)));
  const service = (): { caller: Caller } => ({ caller: { tenantId: stand.tenantId, subject: 'service:user', roles: ['service'] } });
  const userIdOf = ({ subject }: Caller): string => toTypeId('usr', subject);
  async function hold(caller: Caller): Promise<Booking> {
    const attendees = [{ name: 'Bea', email: 'bea@example.com', note: 'vegan' }];
    const { booking } = await stand.bookings.createBooking({ requestId: newId(), offeringId, place: { case: 'sessionId', value: sessionId }, partySize: 2, note: 'allergic', attendees }, { caller });
    if (!booking) throw new Error('no booking');
    return booking;
  }
  const asStaff = async (id: string): Promise<Booking> => {
    const { booking } = await stand.bookings.getBooking({ id }, { caller: stand.admin });
    if (!booking) throw new Error('no booking');
    return booking;
  };

  it('has coming bookings in the way, and none that ended', async () => {
    const caller = stand.customer();
    const booking = await hold(caller);
    const obstacles = () => personal().listErasureObstacles({ userId: userIdOf(caller) }, service());
    expect((await obstacles()).obstacles).to.deep.include.members([{ $typeName: 'berth.runtime.v1.ErasureObstacle', id: booking.id, description: `Booking ${booking.code} on 2027-03-10 at 19:30` }]);
    await stand.bookings.cancelBooking({ id: booking.id, reason: 'ill' }, { caller });
    expect((await obstacles()).obstacles).to.deep.equal([]);
  });

  it('has places in waitlists in the way, until they are given up', async () => {
    const [caller, full] = [stand.customer(), await stand.session(offeringId, 1)];
    const place = { case: 'sessionId', value: full } as const;
    await stand.bookings.createBooking({ requestId: newId(), offeringId, place, partySize: 1 }, { caller: stand.customer() });
    const { entry } = await waitlists().joinWaitlist({ sessionId: full }, { caller });
    const obstacles = async () => (await personal().listErasureObstacles({ userId: userIdOf(caller) }, service())).obstacles.map(({ id }) => id);
    expect(await obstacles()).to.deep.equal([entry?.id]);
    await waitlists().leaveWaitlist({ id: entry?.id ?? '' }, { caller });
    expect(await obstacles()).to.deep.equal([]);
  });

  it('leaves what and when of a booking, and nothing of who; what is told of them later is not taken in', async () => {
    const caller = stand.customer();
    const paid = await payFor(stand, caller, await hold(caller));
    await stand.bookings.cancelBooking({ id: paid.id, reason: 'too ill to dive' }, { caller });
    const before = await asStaff(paid.id);
    await personal().erasePersonalData({ userId: userIdOf(caller) }, service());
    const left = await asStaff(paid.id);
    expect(left).to.deep.include({ id: paid.id, code: before.code, state: BookingState.CANCELLED, total: before.total, time: before.time, note: '', reason: '' });
    expect(left.customer).to.include({ id: userIdOf(caller), name: REDACTED, email: '', phoneNumber: '' });
    expect(left.attendees.map(({ name, email, note }) => [name, email, note])).to.deep.equal([[REDACTED, '', '']]);
    const { entries: changes } = await stand.bookings.listBookingHistory({ bookingId: paid.id }, { caller: stand.admin });
    expect(changes).to.have.length.above(2);
    expect(JSON.stringify(changes, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).not.to.match(/too ill/);

    const user = { id: userIdOf(caller), displayName: 'Ana again', email: 'ana@example.com', phoneNumber: '+351912345678' };
    await stand.harness.publish({ source: 'user', schema: UserCreatedSchema, payload: { user }, tenantId: stand.tenantId, key: caller.subject, subject: user.id, keyVersion: 1 });
    await untilRow(stand.harness.files, 'select from customer where id = $1 and name = $2', [caller.subject, REDACTED]);
    // An access token of before is good for some minutes.
    expect(await reasonOf(hold(caller))).to.equal('ERASED_HERE');
    expect(await reasonOf(waitlists().joinWaitlist({ sessionId }, { caller }))).to.equal('ERASED_HERE');
  });

  it('of a hold that expired goes after thirty days; that of a confirmed booking stays', async () => {
    const [guest, customer] = [stand.customer(), stand.customer()];
    const [expired, kept] = [await hold(guest), await payFor(stand, customer, await hold(customer))];
    const { relay } = stand.harness.service.database;
    stand.clock.now = new Date(stand.clock.now.getTime() + 3_600_000);
    await bookingUntil(stand, guest, expired.id, ({ state }) => state === BookingState.EXPIRED);
    const after = (days: number) => applyRetention(relay, personalData, new Date(stand.clock.now.getTime() + days * DAY_MS));
    await after(29);
    expect((await asStaff(expired.id)).customer?.email).to.equal('ana@example.com');
    expect(await after(31)).to.be.at.least(1);
    expect((await asStaff(expired.id)).customer).to.include({ name: REDACTED, email: '' });
    expect((await asStaff(kept.id)).customer?.email).to.equal('ana@example.com');
    expect(await after(32)).to.equal(0);
  });
});
