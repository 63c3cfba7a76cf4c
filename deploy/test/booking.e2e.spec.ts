import { BookingState, NotificationKind, berthError, type Berth, type Booking } from '@berth/sdk';
import { expect } from 'chai';
import type { Network } from './network.ts';
import { CARDS, holdAt, payWith, readyCheckout, until } from './pay.ts';
import { sharedNetwork } from './shared-network.ts';

const WHOLE_WAY = ['booking.created', 'payment.created', 'payment.authorized', 'booking.claimed', 'payment.succeeded', 'booking.confirmed', 'receipt.generated', 'notification.sent'];

describe('one booking, end to end', function () {
  this.timeout(60_000);
  let network: Network;

  before(async () => {
    network = await sharedNetwork();
  });

  const book = async (client: Berth, card: string, consent = false): Promise<Booking> => {
    const booking = await holdAt(network, client, await network.shop.session(network.shop.paid), { consent });
    await payWith(network, await readyCheckout(client, booking.id), card);
    return booking;
  };

  const complete = (client: Berth, booking: Booking, steps: readonly string[] = WHOLE_WAY) =>
    until(client, booking.id, (_, seen) => steps.every((step) => seen.includes(step)));

  it('confirms a card payment, issues the receipt, mails it and tells TikTok', async () => {
    const client = await network.customer();
    const booking = await book(client, CARDS.good, true);
    const confirmed = await complete(client, booking, [...WHOLE_WAY, 'tiktok.event.tracked']);
    expect(confirmed.state).to.equal(BookingState.CONFIRMED);
    expect(confirmed.payment?.methodLabel).to.match(/^Visa .*4242$/);

    const { pdf, fileName } = await client.receipts.downloadReceipt({ id: confirmed.receiptId });
    expect(Buffer.from(pdf).subarray(0, 5).toString()).to.equal('%PDF-');
    expect(fileName).to.match(/\.pdf$/);

    const mail = await network.berth.providers.sandboxes.mail?.find(
      ({ to, subject }) => to.some((address) => address.includes(booking.customer?.email ?? 'nobody')) && subject.startsWith('Booking confirmed'),
    );
    expect(mail?.attachments.map(({ filename }) => filename).join()).to.match(/\.pdf/);

    const tracked = network.berth.providers.sandboxes.tiktok?.events().filter((event) => JSON.stringify(event).includes(confirmed.payment?.id ?? 'none'));
    expect(tracked).to.have.length(1);
    expect(JSON.stringify(tracked)).not.to.include(booking.customer?.email);
  });

  it('tells TikTok nothing without consent', async () => {
    const client = await network.customer();
    const confirmed = await complete(client, await book(client, CARDS.good));
    const events = network.berth.providers.sandboxes.tiktok?.events() ?? [];
    expect(JSON.stringify(events)).not.to.include(confirmed.payment?.id ?? 'none');
  });

  it('lets a declined card be followed by a good one', async () => {
    const client = await network.customer();
    const booking = await book(client, CARDS.declined);
    const declined = await until(client, booking.id, (_, steps) => steps.includes('payment.failed'));
    expect(declined.state).to.equal(BookingState.PENDING);
    expect(declined.reason).to.match(/declined/i);
    await payWith(network, await readyCheckout(client, booking.id), CARDS.good);
    expect((await complete(client, booking)).state).to.equal(BookingState.CONFIRMED);
    const { notifications } = await client.notifications.listNotifications({ bookingId: booking.id });
    expect(notifications.map(({ kind }) => kind)).to.include.members([NotificationKind.PAYMENT_FAILED, NotificationKind.BOOKING_CONFIRMED]);
  });

  it('releases the place when the capture is refused', async () => {
    const client = await network.customer();
    const booking = await book(client, CARDS.captureRefused);
    const released = await until(client, booking.id, ({ state }) => state === BookingState.CANCELLED);
    expect(released.reason).not.to.equal('');
  });

  it('confirms what is free at once', async () => {
    const client = await network.customer();
    const booking = await holdAt(network, client, await network.shop.session(network.shop.free), { offeringId: network.shop.free });
    expect(booking.state).to.equal(BookingState.CONFIRMED);
    await until(client, booking.id, (_, steps) => steps.includes('notification.sent'));
  });

  it('gives everything back when a customer cancels in time', async () => {
    const client = await network.customer();
    const booking = await book(client, CARDS.good);
    await complete(client, booking);
    const { refund } = await client.bookings.cancelBooking({ id: booking.id, reason: 'Ill' });
    expect(refund?.amountMinor).to.equal(4500n);
    await until(client, booking.id, (_, steps) => steps.includes('payment.refunded'));
    await until(client, booking.id, (_, steps) => steps.filter((step) => step === 'notification.sent').length >= 3);
  });

  it('books a time with staff', async () => {
    const client = await network.customer();
    const from = new Date(Date.now() + 86_400_000);
    const { slots } = await client.availability.listSlots({
      offeringId: network.shop.appointment,
      fromTime: { seconds: BigInt(Math.floor(from.getTime() / 1000)), nanos: 0 },
      toTime: { seconds: BigInt(Math.floor(from.getTime() / 1000) + 7 * 86_400), nanos: 0 },
    });
    const startTime = slots[0]?.time?.startTime;
    if (!startTime) throw new Error('no slot is offered');
    const { booking } = await client.bookings.createBooking({ offeringId: network.shop.appointment, place: { case: 'slot', value: { startTime } } });
    expect(booking?.staffName).to.equal('Inês Duarte');
    const other = await network.customer();
    const failure = await other.bookings.createBooking({ offeringId: network.shop.appointment, place: { case: 'slot', value: { startTime } } }).catch(berthError);
    expect(failure).to.include({ code: 'FAILED_PRECONDITION', reason: 'SLOT_TAKEN' });
  });
});
