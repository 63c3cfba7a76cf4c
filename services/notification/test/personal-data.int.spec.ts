/** Mails and people: given out, erased, and not brought back by events that come late. */
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import pg from 'pg';
import { BookingConfirmedSchema, BookingCreatedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { CheckoutKind } from '#proto/berth/booking/v1/booking_pb.ts';
import { NotificationFailedSchema, NotificationSentSchema } from '#proto/berth/notification/v1/notification_events_pb.ts';
import { PersonalDataService } from '#proto/berth/runtime/v1/personal_data_service_pb.ts';
import { TenantChangedSchema } from '#proto/berth/user/v1/user_events_pb.ts';
import { startMailSandbox, type MailSandbox } from '../../../deploy/dev/sandbox/mail/sandbox.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { fromTypeId, newId, toTypeId } from '../../runtime/ids.ts';
import { openEventBench, type EventBench } from '../../runtime/testing/event-bench.ts';
import { testNatsUrl } from '../../runtime/testing/nats.ts';
import { startServiceHarness, type ServiceHarness } from '../../runtime/testing/service-harness.ts';
import { readNotificationConfig } from '../config.ts';
import { startNotification } from '../service.ts';

const nothing = { amountMinor: 0n, currencyCode: 'EUR' };

describe('personal data of notification', function () {
  this.timeout(30_000);
  const stack = new AsyncDisposableStack();
  let mails: MailSandbox;
  let bench: EventBench;
  let harness: ServiceHarness;
  let admin: pg.Client;
  const tenantId = newId();
  const caller: Caller = { tenantId, subject: 'service:user', roles: ['service'] };

  before(async () => {
    mails = stack.use(await startMailSandbox());
    bench = stack.use(await openEventBench(await testNatsUrl()));
    harness = stack.use(await startServiceHarness('notification', (env) => startNotification(readNotificationConfig(env)), { env: { SMTP_URL: mails.smtpUrl } }));
    admin = new pg.Client({ connectionString: harness.files.adminUrl.replace(/\/[^/]*$/, `/${harness.files.name}`) });
    await admin.connect();
    stack.defer(() => admin.end());
    await bench.publish(TenantChangedSchema, { source: 'user', tenantId, key: toTypeId('tnt', tenantId) }, {
      tenant: { id: toTypeId('tnt', tenantId), slug: 'teatro', name: 'Teatro Azul', locale: 'en-GB', timeZone: 'Europe/Lisbon', brandColor: '#0b6e8a', supportEmail: 'ola@teatro.example' },
    });
  });
  after(() => stack.disposeAsync());

  const bookingOf = (userId: string, canary: string) => ({
    id: toTypeId('bkg', newId()),
    code: 'K7QM-2XPD',
    checkout: CheckoutKind.SELF,
    offering: { id: toTypeId('off', newId()), title: 'Concert', place: 'Main hall', unitPrice: nothing },
    time: {
      startTime: timestampFromDate(new Date('2030-12-05T19:30:00Z')), endTime: timestampFromDate(new Date('2030-12-05T21:00:00Z')),
      timeZone: 'Europe/Lisbon', localStart: '2030-12-05T19:30', localEnd: '2030-12-05T21:00',
    },
    partySize: 1,
    customer: { id: userId, name: canary, email: `${canary}@example.com` },
    total: nothing,
  });
  const confirm = (booking: ReturnType<typeof bookingOf>) => bench.publish(BookingConfirmedSchema, { source: 'booking', tenantId, key: booking.id }, { booking });
  const sent = (booking: { readonly id: string }) => bench.seen(NotificationSentSchema, (event) => event.notification?.bookingId === booking.id);
  /** Everywhere but in the outbox, whose rows go by their age. */
  const rowsWith = async (canary: string): Promise<string[]> => {
    const found: string[] = [];
    for (const table of ['notification', 'booking', 'account_mail', 'effect', 'dead_letter', 'request_log']) {
      const { rowCount } = await admin.query(`select from ${table} t where t::text like '%' || $1 || '%'`, [canary]);
      if (rowCount) found.push(table);
    }
    return found;
  };

  it('is given out, erased, and stays erased whatever comes late', async () => {
    const personal = harness.connect(PersonalDataService);
    const [userId, otherId] = [toTypeId('usr', newId()), toTypeId('usr', newId())];
    const [booking, other] = [bookingOf(userId, 'canary-zoe'), bookingOf(otherId, 'canary-ben')];
    for (const each of [booking, other]) {
      await confirm(each);
      await sent(each);
    }
    const { files } = await personal.collectPersonalData({ userId }, { caller });
    expect(files.map(({ name }) => name)).to.include('mails.json');
    const text = Buffer.concat(files.map(({ content }) => content)).toString();
    expect(text).to.include('canary-zoe').and.not.to.include('canary-ben');

    expect((await personal.erasePersonalData({ userId }, { caller })).erased).to.be.at.least(1);
    expect(await rowsWith('canary-zoe')).to.deep.equal([]);
    expect(await rowsWith('canary-ben')).to.include('notification');

    // A confirmation of another booking, and a copy, that were on their way; then one of somebody else, which is taken in after them.
    const late = bookingOf(userId, 'canary-zoe');
    await confirm(late);
    await bench.publish(BookingCreatedSchema, { source: 'booking', tenantId, key: toTypeId('bkg', newId()) }, { booking: bookingOf(userId, 'canary-zoe'), paymentRequired: true });
    const last = bookingOf(otherId, 'canary-ben');
    await confirm(last);
    await sent(last);
    expect(await rowsWith('canary-zoe')).to.deep.equal([]);
    expect(mails.mails().filter((mail) => mail.envelope.to.some((to) => to.startsWith('canary-zoe')))).to.have.length(1);
  });

  it('is in no mail about a series that waited for more dates', async () => {
    const userId = toTypeId('usr', newId());
    const booking = { ...bookingOf(userId, 'canary-ida'), seriesId: toTypeId('srs', newId()) };
    await confirm(booking);
    while (!(await admin.query(`select from notification where customer_id = $1 and status = 'gathering'`, [fromTypeId('usr', userId, 'userId')])).rowCount);
    await harness.connect(PersonalDataService).erasePersonalData({ userId }, { caller });
    await bench.seen(NotificationFailedSchema, (event) => event.notification?.bookingId === booking.id);
    expect(mails.mails().filter(({ envelope }) => envelope.to.some((to) => to === '' || to.startsWith('canary-ida')))).to.deep.equal([]);
    expect(await rowsWith('canary-ida')).to.deep.equal([]);
  });

  it('of another business is neither given out nor erased', async () => {
    const personal = harness.connect(PersonalDataService);
    const userId = toTypeId('usr', newId());
    const booking = bookingOf(userId, 'canary-eve');
    await confirm(booking);
    await sent(booking);
    const foreign = { caller: { ...caller, tenantId: newId() } };
    expect((await personal.collectPersonalData({ userId }, foreign)).files.flatMap(({ content }) => [...content])).to.have.length(0);
    expect((await personal.erasePersonalData({ userId }, foreign)).erased).to.equal(0);
    expect(await rowsWith('canary-eve')).to.include('notification');
  });
});
