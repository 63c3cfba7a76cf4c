import { expect } from 'chai';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { BookingState } from '#proto/berth/booking/v1/booking_pb.ts';
import { SessionService } from '#proto/berth/booking/v1/session_service_pb.ts';
import { WaitlistState } from '#proto/berth/booking/v1/waitlist_pb.ts';
import { WaitlistService } from '#proto/berth/booking/v1/waitlist_service_pb.ts';
import { OfferingKind, PaymentMode } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { PaymentAuthorizedSchema } from '#proto/berth/payment/v1/payment_events_pb.ts';
import { PaymentState } from '#proto/berth/payment/v1/payment_pb.ts';
import { Failure } from '../../runtime/errors.ts';
import { fromTypeId, toTypeId } from '../../runtime/ids.ts';
import { follow, shown } from './availability-follower.ts';
import { refusalOf } from './refusals.ts';
import { bookingUntil, payFor, paymentOf, reasonOf, startStand, untilRow, type Stand } from './stand.ts';

const DAY = { fromTime: timestampFromDate(new Date('2027-03-10T00:00:00Z')), toTime: timestampFromDate(new Date('2027-03-11T00:00:00Z')) };

describe('cancelling a session', function () {
  this.timeout(30_000);
  let stand: Stand;
  const sessions = () => stand.harness.connect(SessionService);

  before(async () => {
    stand = await startStand();
  });
  after(() => stand[Symbol.asyncDispose]());

  async function date(capacity: number, paymentMode: PaymentMode = PaymentMode.AT_DESK) {
    const offeringId = stand.offer(OfferingKind.EVENT, { paymentMode });
    return { offeringId, sessionId: await stand.session(offeringId, capacity) };
  }

  async function book({ offeringId, sessionId }: Awaited<ReturnType<typeof date>>) {
    const caller = stand.customer();
    const { booking } = await stand.bookings.createBooking({ offeringId, place: { case: 'sessionId', value: sessionId } }, { caller });
    return { caller, booking: booking ?? expect.fail('no booking') };
  }

  const cancel = (id: string, reason = 'Storm') => sessions().cancelSession({ id, reason }, { caller: stand.admin });
  const seats = async (sessionId: string) =>
    (await stand.harness.service.database.relay.run('select from seat where session_id = $1', [fromTypeId('ses', sessionId, 'id')])).length;

  it('gives everybody everything back, with the reason, and lets nobody in any more', async () => {
    const at = await date(3, PaymentMode.ONLINE);
    const paid = await book(at);
    await payFor(stand, paid.caller, paid.booking);
    // Too late for the customer's own refund.
    stand.clock.now = new Date('2027-03-10T12:00:00Z');
    const held = await book(at);
    const { session } = await cancel(at.sessionId);
    expect([session?.cancelReason, session?.placesBooked]).to.deep.equal(['Storm', 2]);
    const refunded = await bookingUntil(stand, paid.caller, paid.booking.id, ({ state }) => state === BookingState.CANCELLED);
    expect([refunded.refund?.amountMinor, refunded.reason]).to.deep.equal([4_500n, 'Storm']);
    await bookingUntil(stand, held.caller, held.booking.id, ({ state }) => state === BookingState.CANCELLED);
    expect(await refusalOf(book(at))).to.equal('FAILED_PRECONDITION SLOT_NOT_OFFERED');
    expect((await stand.availability.listSlots({ offeringId: at.offeringId, ...DAY }, { caller: stand.admin })).slots).to.deep.equal([]);
    expect(await refusalOf(cancel(at.sessionId))).to.equal('FAILED_PRECONDITION SESSION_CANCELLED');
    expect(await refusalOf(stand.schedules.updateSession({ id: at.sessionId, capacity: 9 }, { caller: stand.admin }))).to.equal('FAILED_PRECONDITION SESSION_CANCELLED');
    stand.clock.now = new Date('2027-03-01T09:00:00Z');
  });

  it('goes through all who have booked, more than one turn takes, and empties its waitlist', async () => {
    const at = await date(120);
    const booked = await Promise.all(Array.from({ length: 120 }, () => book(at)));
    const waiter = stand.customer();
    await stand.harness.connect(WaitlistService).joinWaitlist({ sessionId: at.sessionId }, { caller: waiter });
    await cancel(at.sessionId);
    for (const { caller, booking } of booked) await bookingUntil(stand, caller, booking.id, ({ state }) => state === BookingState.CANCELLED);
    expect(await seats(at.sessionId)).to.equal(0);
    await untilRow(stand.harness.files, `select from waitlist_entry where session_id = $1 and status = 'expired'`, [fromTypeId('ses', at.sessionId, 'id')]);
    const { entries: [entry] } = await stand.harness.connect(WaitlistService).listWaitlist({}, { caller: waiter });
    expect([entry?.state, entry?.bookingId]).to.deep.equal([WaitlistState.EXPIRED, '']);
    const told = await stand.harness.service.database.relay.run<{ subject: string }>(`select subject from outbox where type = 'waitlist.cancelled' and key = $1`, [fromTypeId('ses', at.sessionId, 'id')]);
    expect(told.map(({ subject }) => subject.split('.').at(-1)), 'as consumers accept it: the TypeID of its key').to.deep.equal([at.sessionId]);
    expect(await reasonOf(stand.harness.connect(WaitlistService).joinWaitlist({ sessionId: at.sessionId }, { caller: waiter }))).to.equal('SLOT_NOT_OFFERED');
  });

  it('is gone from the list of whoever watches', async () => {
    const at = await date(2);
    const query = { offeringId: at.offeringId, ...DAY };
    const follower = follow(query, stand.customer());
    follower.connect(stand.availability);
    const fresh = async () => shown((await stand.availability.listSlots(query, { caller: stand.admin })).slots);
    try {
      await follower.until(fresh);
      expect(Object.keys(follower.contents())).to.deep.equal([at.sessionId]);
      await cancel(at.sessionId);
      await follower.until(fresh);
      expect(follower.contents()).to.deep.equal({});
    } finally {
      await follower.drop();
    }
  });

  it('ends for whoever got in at the same moment as well', async () => {
    const at = await date(40);
    const racing = Array.from({ length: 40 }, async (_, index) => {
      if (index === 20) await cancel(at.sessionId);
      return book(at).catch((error: unknown) => (error instanceof Failure ? error.reason : Promise.reject(error)));
    });
    const answers = await Promise.all(racing);
    for (const answer of answers) {
      if (typeof answer === 'string') expect(answer).to.equal('SLOT_NOT_OFFERED');
      else await bookingUntil(stand, answer.caller, answer.booking.id, ({ state }) => state === BookingState.CANCELLED);
    }
    expect(await seats(at.sessionId)).to.equal(0);
  });

  it('waits for a payment that is being taken, and gives that back as well', async () => {
    const at = await date(2, PaymentMode.ONLINE);
    const { caller, booking } = await book(at);
    const key = fromTypeId('bkg', booking.id, 'id');
    const about = { source: 'payment', tenantId: stand.tenantId, key, subject: toTypeId('pay', key) };
    await stand.harness.publish({ ...about, keyVersion: 1, schema: PaymentAuthorizedSchema, payload: { payment: paymentOf(booking, PaymentState.AUTHORIZED), fence: 1n } });
    await bookingUntil(stand, caller, booking.id, ({ hold }) => hold?.claimed ?? false);
    await cancel(at.sessionId);
    await untilRow(stand.harness.files, `select from effect where name = 'cancelNext' and key = $1 and due_time > $2::timestamptz`, [
      fromTypeId('ses', at.sessionId, 'id'), stand.clock.now.toISOString(),
    ]);
    await payFor(stand, caller, booking);
    stand.clock.now = new Date(stand.clock.now.getTime() + 11_000);
    const over = await bookingUntil(stand, caller, booking.id, ({ state }) => state === BookingState.CANCELLED);
    expect(over.refund?.amountMinor).to.equal(4_500n);
  });

  it('is the business’s, of a date that is ahead', async () => {
    const at = await date(1);
    expect(await reasonOf(sessions().cancelSession({ id: at.sessionId, reason: 'x' }, { caller: { ...stand.admin, tenantId: stand.customer().subject } }))).to.equal('NOT_FOUND');
    expect(await reasonOf(sessions().cancelSession({ id: at.sessionId, reason: 'x', etag: '7' }, { caller: stand.admin }))).to.equal('ETAG_MISMATCH');
    stand.clock.now = new Date('2027-03-10T20:00:00Z');
    expect(await reasonOf(cancel(at.sessionId))).to.equal('ALREADY_BEGUN');
    stand.clock.now = new Date('2027-03-01T09:00:00Z');
  });

  it('shows in the list of sessions, which has each once, page by page', async () => {
    const offeringId = stand.offer(OfferingKind.EVENT, { paymentMode: PaymentMode.AT_DESK });
    const wish = { offeringId, localStart: '2027-04-06T10:00', recurrence: 'FREQ=WEEKLY;COUNT=5', capacity: 2 };
    const { sessions: made } = await stand.schedules.createSessions({ sessions: [wish, { ...wish, recurrence: '' }] }, { caller: stand.admin });
    await book({ offeringId, sessionId: made[1]?.id ?? '' });
    await cancel(made[2]?.id ?? '');
    const list = async (more: object) => {
      const pages = [];
      for (let pageToken = '', first = true; first || pageToken !== ''; first = false) {
        const page = await sessions().listEventSessions({ offeringId, pageSize: 2, pageToken, ...more }, { caller: stand.admin });
        pages.push(...page.sessions);
        pageToken = page.nextPageToken;
      }
      return pages;
    };
    const all = await list({ includeCancelled: true });
    expect(all.map(({ id }) => id).toSorted()).to.deep.equal(made.map(({ id }) => id).toSorted());
    expect(all.map(({ time }) => Number(time?.startTime?.seconds))).to.deep.equal(all.map(({ time }) => Number(time?.startTime?.seconds)).toSorted((a, b) => a - b));
    expect(all.filter(({ placesBooked }) => placesBooked === 1).map(({ id }) => id)).to.deep.equal([made[1]?.id]);
    expect((await list({})).map(({ id }) => id)).to.deep.equal(all.filter(({ cancelTime }) => !cancelTime).map(({ id }) => id));
    const fromTime = made[3]?.time?.startTime ?? expect.fail();
    expect((await list({ fromTime })).map(({ id }) => id)).to.deep.equal([made[3]?.id, made[4]?.id]);
  });
});
