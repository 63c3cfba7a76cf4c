/** From events to mails, on real Postgres, NATS and SMTP: each is sent once, complete, and its end is told. */
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import {
  BookingCancelledSchema, BookingConfirmedSchema, BookingCreatedSchema, BookingExpiredSchema, BookingRescheduledSchema,
} from '#proto/berth/booking/v1/booking_events_pb.ts';
import { BookingState, CheckoutKind, HoldSchema, type BookingSchema } from '#proto/berth/booking/v1/booking_pb.ts';
import { WaitlistCancelledSchema, WaitlistOfferedSchema } from '#proto/berth/booking/v1/waitlist_events_pb.ts';
import { NotificationFailedSchema, NotificationSentSchema } from '#proto/berth/notification/v1/notification_events_pb.ts';
import { NotificationKind, NotificationState, type Notification } from '#proto/berth/notification/v1/notification_pb.ts';
import { NotificationService } from '#proto/berth/notification/v1/notification_service_pb.ts';
import { PaymentFailedSchema, PaymentRefundedSchema } from '#proto/berth/payment/v1/payment_events_pb.ts';
import { ReceiptGeneratedSchema } from '#proto/berth/receipt/v1/receipt_events_pb.ts';
import { DownloadReceiptResponseSchema, ReceiptService } from '#proto/berth/receipt/v1/receipt_service_pb.ts';
import { PayableKind } from '#proto/berth/type/v1/payable_pb.ts';
import { TenantChangedSchema } from '#proto/berth/user/v1/user_events_pb.ts';
import { startMailSandbox, type MailSandbox } from '../../../deploy/dev/sandbox/mail/sandbox.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { newId, toTypeId } from '../../runtime/ids.ts';
import type { ClientOf } from '../../runtime/rpc/client.ts';
import { openEventBench, type EventBench } from '../../runtime/testing/event-bench.ts';
import { testNatsUrl } from '../../runtime/testing/nats.ts';
import { failureOf } from '../../runtime/testing/rpc.ts';
import { startServiceHarness, type ServiceHarness } from '../../runtime/testing/service-harness.ts';
import { readNotificationConfig } from '../config.ts';
import { startNotification } from '../service.ts';

type Booking = MessageInitShape<typeof BookingSchema> & { readonly id: string };

const eur = (minor: bigint) => ({ amountMinor: minor, currencyCode: 'EUR' });
const PDF = Buffer.from('%PDF-1.7 receipt');

describe('notification service', function () {
  this.timeout(60_000);
  const stack = new AsyncDisposableStack();
  let mails: MailSandbox;
  let bench: EventBench;
  let harness: ServiceHarness;
  let client: ClientOf<typeof NotificationService.method>;
  let downloads: Caller[];
  let tenantId: string;
  let customer: Caller;
  let email: string;

  before(async () => {
    mails = stack.use(await startMailSandbox());
    bench = stack.use(await openEventBench(await testNatsUrl()));
    harness = stack.use(
      await startServiceHarness('notification', (env) => startNotification(readNotificationConfig(env)), {
        env: { SMTP_URL: mails.smtpUrl, MAIL_FROM: 'bookings@berth.test', PUBLIC_URL: 'https://{tenant}.berth.test' },
        peers: {
          receipt: {
            services: [ReceiptService],
            handle({ caller }) {
              downloads.push(caller);
              return Promise.resolve(create(DownloadReceiptResponseSchema, { fileName: 'receipt-2026-000001.pdf', pdf: new Uint8Array(PDF) }));
            },
          },
        },
      }),
    );
    client = harness.connect(NotificationService);
  });
  after(() => stack.disposeAsync());

  beforeEach(async () => {
    downloads = [];
    tenantId = newId();
    customer = { tenantId, subject: newId(), roles: ['user'] };
    email = `zoe-${tenantId}@example.com`;
    await bench.publish(TenantChangedSchema, { source: 'user', tenantId, key: toTypeId('tnt', tenantId) }, {
      tenant: {
        id: toTypeId('tnt', tenantId), slug: 'teatro', name: 'Teatro Azul', locale: 'en-GB', timeZone: 'Europe/Lisbon', brandColor: '#0b6e8a',
        supportEmail: 'ola@teatro.example',
      },
    });
  });

  const free = () => ({
    id: toTypeId('bkg', newId()),
    code: 'K7QM-2XPD',
    checkout: CheckoutKind.SELF,
    offering: { id: toTypeId('off', newId()), title: 'Concert', place: 'Main hall', unitPrice: eur(0n) },
    time: {
      startTime: timestampFromDate(new Date('2030-12-05T19:30:00Z')), endTime: timestampFromDate(new Date('2030-12-05T21:00:00Z')),
      timeZone: 'Europe/Lisbon', localStart: '2030-12-05T19:30', localEnd: '2030-12-05T21:00',
    },
    partySize: 1,
    customer: { id: toTypeId('usr', customer.subject), name: 'Zoë', email },
    total: eur(0n),
  });
  const paid = () => ({
    ...free(),
    total: eur(8_000n),
    payment: { id: toTypeId('pay', newId()), amount: eur(8_000n), methodLabel: 'Visa •••• 4242', captureTime: timestampFromDate(new Date()) },
  });
  const confirm = (booking: Booking, version = 1) =>
    bench.publish(BookingConfirmedSchema, { source: 'booking', tenantId, key: booking.id, version }, { booking });
  const print = (booking: Booking) => {
    const id = toTypeId('rcp', newId());
    const payable = { kind: PayableKind.BOOKING, id: booking.id };
    return bench.publish(ReceiptGeneratedSchema, { source: 'receipt', tenantId, key: id }, {
      receipt: { id, number: '2026-000001', payable, customerId: toTypeId('usr', customer.subject) },
    });
  };
  const mailed = (subject: RegExp) => mails.find((mail) => mail.envelope.to.includes(email) && subject.test(mail.subject));
  const sentFor = async (booking: Booking): Promise<Notification> => {
    const { notification } = await bench.seen(NotificationSentSchema, (event) => event.notification?.bookingId === booking.id);
    if (!notification) throw new Error('notification.sent carries no notification');
    return notification;
  };

  it('mails a paid booking its confirmation with the receipt, once, whichever event comes first', async () => {
    for (const order of [[confirm, print], [print, confirm]]) {
      const booking = paid();
      for (const publish of order) await (await publish(booking)).again();
      const notification = await sentFor(booking);
      expect(notification).to.include({ subject: 'Booking confirmed: Concert', recipient: email, state: NotificationState.SENT });
      const mine = mails.mails().filter((mail) => mail.messageId === `<${notification.id}@berth.test>`);
      expect(mine).to.have.length(1);
      const [mail] = mine;
      expect(mail?.from).to.equal('Teatro Azul <bookings@berth.test>');
      expect(mail?.replyTo).to.deep.equal(['ola@teatro.example']);
      expect(mail?.attachments.map(({ filename, content }) => [filename, content.toString()])).to.deep.equal([['receipt-2026-000001.pdf', PDF.toString()]]);
      expect(mail?.html).to.contain(`https://teatro.berth.test/bookings/${booking.id}`);
      expect(mail?.text).to.contain('Thursday, 5 December 2030, 19:30–21:00 (Europe/Lisbon, WET)');
    }
    expect(downloads).to.deep.include({ tenantId, subject: 'service:notification', roles: ['service'] });
  });

  it('mails a free booking its confirmation at once', async () => {
    const booking = free();
    await confirm(booking);
    expect((await mailed(/^Booking confirmed/)).attachments).to.deep.equal([]);
    await sentFor(booking);
    expect(downloads).to.deep.equal([]);
  });

  it('mails each failed attempt, a cancellation and a refund', async () => {
    const { payment: _, ...booking } = paid();
    const payment = { id: toTypeId('pay', newId()), payable: { kind: PayableKind.BOOKING, id: booking.id } };
    // The payment's news may be faster than the booking's.
    await bench.publish(PaymentFailedSchema, { source: 'payment', tenantId, key: payment.id }, { payment, reason: 'Your card was declined.', final: false });
    const hold = create(HoldSchema, { expireTime: timestampFromDate(new Date(Date.now() + 900_000)) });
    await bench.publish(BookingCreatedSchema, { source: 'booking', tenantId, key: booking.id }, { booking: { ...booking, hold }, paymentRequired: true });
    expect((await mailed(/^Payment not completed/)).text).to.contain('Your card was declined.').and.to.contain('is kept for you until');

    await bench.publish(BookingCancelledSchema, { source: 'booking', tenantId, key: booking.id, version: 2 }, { booking, refund: eur(0n) });
    expect((await mailed(/^Booking cancelled/)).text).to.contain('You have not been charged.');
    await bench.publish(PaymentRefundedSchema, { source: 'payment', tenantId, key: payment.id, version: 2 }, { payment, amount: eur(4_000n), reason: '' });
    expect((await mailed(/^Refund of/)).subject).to.equal('Refund of €40.00: Concert');

    const { notifications } = await client.listNotifications({ bookingId: booking.id }, { caller: customer });
    expect(notifications.map(({ kind }) => kind)).to.deep.equal([
      NotificationKind.PAYMENT_FAILED, NotificationKind.BOOKING_CANCELLED, NotificationKind.PAYMENT_REFUNDED,
    ]);
  });

  it('knows of holds that are to be paid for, of others once they are confirmed', async () => {
    const hold = (checkout: CheckoutKind) => ({ ...free(), checkout });
    const [cart, desk, own] = [hold(CheckoutKind.CART), hold(CheckoutKind.SELF), hold(CheckoutKind.SELF)];
    const told = (booking: { readonly id: string }) => client.listNotifications({ bookingId: booking.id }, { caller: customer });
    const created = (booking: typeof own, paymentRequired: boolean) =>
      bench.publish(BookingCreatedSchema, { source: 'booking', tenantId, key: booking.id }, { booking, paymentRequired });
    await created(cart, true);
    await bench.publish(BookingExpiredSchema, { source: 'booking', tenantId, key: cart.id, version: 2 }, { booking: cart });
    await created(desk, false);
    await created(own, true);
    while (!(await told(own).then(() => true, () => false)));
    for (const booking of [cart, desk]) expect(await failureOf(told(booking))).to.include({ code: 'NOT_FOUND' });
    await confirm(desk, 2);
    await sentFor(desk);
  });

  it('mails each move of a confirmed booking, and none of a hold', async () => {
    const booking = { ...free(), state: BookingState.CONFIRMED };
    const previousTime = { ...booking.time, startTime: timestampFromDate(new Date('2030-12-01T19:30:00Z')) };
    const move = (version: number, state: BookingState) =>
      bench.publish(BookingRescheduledSchema, { source: 'booking', tenantId, key: booking.id, version }, { booking: { ...booking, state }, previousTime, reason: 'Storm' });
    await move(1, BookingState.PENDING);
    for (const version of [2, 3]) await (await move(version, BookingState.CONFIRMED)).again();
    await sentFor(booking);
    expect((await mailed(/^Booking moved/)).text).to.contain('It was on 1 December 2030 at 19:30').and.to.contain('Reason: Storm');
    await confirm(booking, 4);
    await mailed(/^Booking confirmed/);
    const { notifications } = await client.listNotifications({ bookingId: booking.id }, { caller: customer });
    expect(notifications.filter(({ kind }) => kind === NotificationKind.BOOKING_RESCHEDULED)).to.have.length(2);
  });

  it('tells who waited that places are held for them, once', async () => {
    const booking = free();
    const event = { source: 'booking', tenantId, key: booking.id } as const;
    await bench.publish(BookingCreatedSchema, { ...event, version: 1 }, { booking });
    const expireTime = timestampFromDate(new Date('2030-12-01T19:30:00Z'));
    await (await bench.publish(WaitlistOfferedSchema, { ...event, version: 2 }, { booking, expireTime })).again();
    await sentFor(booking);
    expect((await mailed(/^A place is free/)).text).to.contain('until 1 December 2030 at 19:30').and.to.contain('Accept it by then');
    await confirm(booking, 3);
    await mailed(/^Booking confirmed/);
    const { notifications } = await client.listNotifications({ bookingId: booking.id }, { caller: customer });
    expect(notifications.filter(({ kind }) => kind === NotificationKind.WAITLIST_OFFERED)).to.have.length(1);
  });

  it('mails once about all that one call did to a series, which is listed with each of its bookings', async () => {
    const seriesId = toTypeId('srs', newId());
    const dates = [free(), free(), free()].map((booking, seriesIndex) => ({ ...booking, code: `K7QM-000${seriesIndex}`, seriesId, seriesIndex }));
    for (const booking of dates) await (await confirm(booking)).again();
    const confirmation = await mailed(/^Booking confirmed/);
    for (const { code } of dates) expect(confirmation.text).to.contain(code);
    for (const booking of dates) {
      const event = { source: 'booking', tenantId, key: booking.id, version: 2 } as const;
      await bench.publish(BookingCancelledSchema, event, { booking });
    }
    expect((await mailed(/^Booking cancelled/)).text).to.contain('K7QM-0000').and.to.contain('K7QM-0002');
    for (const { id } of dates) {
      const { notifications } = await client.listNotifications({ bookingId: id }, { caller: customer });
      expect(notifications.map(({ kind }) => kind)).to.deep.equal([NotificationKind.BOOKING_CONFIRMED, NotificationKind.BOOKING_CANCELLED]);
    }
    expect(mails.mails().filter(({ envelope }) => envelope.to.includes(email))).to.have.length(2);
    // Whoever comes too late for it gets a mail of their own.
    const late = { ...free(), code: 'K7QM-LATE', seriesId, seriesIndex: 3 };
    await confirm(late);
    await sentFor(late);
    expect(mails.mails().filter(({ envelope, text }) => envelope.to.includes(email) && text?.includes('K7QM-LATE'))).to.have.length(1);
  });

  it('tells who waited that the date is cancelled, and why, once', async () => {
    const { offering, time, customer: waiter, ...booking } = free();
    const [entryId, sessionId] = [booking.id.replace('bkg_', 'wtl_'), toTypeId('ses', newId())];
    const payload = {
      entry: { id: entryId, customer: waiter, partySize: 3 },
      session: { id: sessionId, offeringId: offering.id, time, cancelReason: 'Storm' },
      title: offering.title,
      place: offering.place,
    };
    await (await bench.publish(WaitlistCancelledSchema, { source: 'booking', tenantId, key: sessionId }, payload)).again();
    const notification = await sentFor({ id: booking.id });
    expect(notification).to.include({ kind: NotificationKind.WAITLIST_CANCELLED, recipient: email });
    const mail = await mailed(/^Does not take place: Concert/);
    for (const body of [mail.text, mail.html]) expect(body).to.contain('Reason: Storm').and.to.contain('5 December 2030').and.not.to.contain('you booked');
    expect(mails.mails().filter(({ messageId }) => messageId === `<${notification.id}@berth.test>`)).to.have.length(1);
  });

  it('tries again when the server is busy, and tells when it refuses for good', async () => {
    mails.fail({ kind: 'refuse', code: 451 });
    const first = free();
    await confirm(first);
    await sentFor(first);
    mails.fail({ kind: 'refuse', code: 550 });
    const second = free();
    await confirm(second);
    const { notification, reason } = await bench.seen(NotificationFailedSchema, (event) => event.notification?.bookingId === second.id);
    expect(notification?.state).to.equal(NotificationState.FAILED);
    expect(reason).to.match(/^The mail server refused the message \(.*550\)\.$/);
  });

  it('lists a booking\'s messages for its customer and for staff, and for nobody else', async () => {
    const booking = free();
    await confirm(booking);
    await sentFor(booking);
    const list = (caller: Caller) => client.listNotifications({ bookingId: booking.id }, { caller });
    expect((await list({ ...customer, subject: newId(), roles: ['provider'] })).notifications).to.have.length(1);
    for (const caller of [{ ...customer, subject: newId() }, { ...customer, tenantId: newId(), roles: ['admin'] } as const]) {
      expect(await failureOf(list(caller))).to.include({ code: 'NOT_FOUND', reason: 'NOT_FOUND' });
    }
  });
});
