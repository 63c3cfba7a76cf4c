import { BookingState, type Berth, type Booking } from '@berth/sdk';
import { expect } from 'chai';
import pg from 'pg';
import { fromTypeId } from '#runtime/ids.ts';
import { startNetwork, type Network } from './network.ts';
import { CARDS, control, holdAt, payWith, readyCheckout, until } from './pay.ts';

const DONE = ['booking.confirmed', 'receipt.generated', 'notification.sent'];

describe('webhooks that come as they please', function () {
  this.timeout(90_000);
  let network: Network;

  before(async () => {
    network = await startNetwork();
  });
  after(() => network[Symbol.asyncDispose]());

  /** As time would: the hold is over and its reminder due. */
  async function letExpire(client: Berth, booking: Booking): Promise<void> {
    const admin = new pg.Client({ connectionString: network.berth.infrastructure.adminUrl.replace(/\/[^/]*$/, '/berth_booking') });
    await admin.connect();
    const id = fromTypeId('bkg', booking.id, 'id');
    await admin.query(`update booking set hold_expires = now() - interval '1 second' where id = $1`, [id]);
    await admin.query(`update effect set due_time = now() where key = $1 and name = 'expireHold'`, [id]);
    await admin.end();
    await until(client, booking.id, ({ state }) => state === BookingState.EXPIRED);
  }

  const facts = async (client: Berth, booking: Booking) => {
    const { booking: now } = await client.bookings.getBooking({ id: booking.id });
    const { payment } = await client.payments.getPayment({ id: now?.payment?.id ?? '' });
    const { entries } = await client.bookings.listBookingHistory({ bookingId: booking.id });
    return { state: now?.state, captured: payment?.captured?.amountMinor, refunded: payment?.refunded?.amountMinor, changes: entries.length };
  };

  const IN_ORDER = { state: BookingState.CONFIRMED, captured: 4500n, refunded: 0n, changes: 2 };

  it('ends the same when each is delivered five times', async () => {
    const client = await network.customer();
    await control(network, 'webhooks/copies', { count: 5 });
    const booking = await holdAt(network, client, await network.shop.session(network.shop.paid));
    await payWith(network, await readyCheckout(client, booking.id), CARDS.good);
    await until(client, booking.id, (_, steps) => DONE.every((step) => steps.includes(step)));
    await control(network, 'webhooks/settled');
    await control(network, 'webhooks/copies', { count: 1 });
    expect(await facts(client, booking)).to.deep.equal(IN_ORDER);
    const { notifications } = await client.notifications.listNotifications({ bookingId: booking.id });
    expect(notifications).to.have.length(1);
  });

  it('ends the same when they come in reverse', async () => {
    const client = await network.customer();
    const booking = await holdAt(network, client, await network.shop.session(network.shop.paid));
    const checkout = await readyCheckout(client, booking.id);
    await control(network, 'webhooks/pause');
    await payWith(network, checkout, CARDS.declined);
    await payWith(network, checkout, CARDS.good);
    await control(network, 'webhooks/resume', { order: 'reverse' });
    await until(client, booking.id, (_, steps) => DONE.every((step) => steps.includes(step)));
    await control(network, 'webhooks/settled');
    expect(await facts(client, booking)).to.deep.equal(IN_ORDER);
  });

  it('takes the place again when a payment comes after the hold and the place is free', async () => {
    const client = await network.customer();
    const booking = await holdAt(network, client, await network.shop.session(network.shop.paid, 1));
    const checkout = await readyCheckout(client, booking.id);
    await letExpire(client, booking);
    await payWith(network, checkout, CARDS.good);
    await until(client, booking.id, (_, steps) => DONE.every((step) => steps.includes(step)));
    expect((await facts(client, booking)).captured).to.equal(4500n);
  });

  it('charges nobody for a place that is gone, and says why', async () => {
    const client = await network.customer();
    const sessionId = await network.shop.session(network.shop.paid, 1);
    const booking = await holdAt(network, client, sessionId);
    const checkout = await readyCheckout(client, booking.id);
    await letExpire(client, booking);
    await holdAt(network, await network.customer(), sessionId);
    await payWith(network, checkout, CARDS.good);
    const lost = await until(client, booking.id, (_, steps) => steps.includes('payment.cancelled'));
    expect(lost.state).to.equal(BookingState.EXPIRED);
    expect(lost.reason).to.match(/someone else/);
    const intent = network.berth.providers.sandboxes.stripe?.intents().find(({ client_secret: secret }) => secret === checkout.clientSecret);
    expect(intent).to.include({ status: 'canceled', amount_received: 0 });
  });

  it('refuses a forged one', async () => {
    const reply = await fetch(`${network.url}/webhooks/stripe`, {
      method: 'POST',
      headers: { 'stripe-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}`, 'content-type': 'application/json' },
      body: '{"id":"evt_forged","type":"payment_intent.succeeded"}',
    });
    expect(reply.status).to.equal(400);
    expect(reply.headers.get('content-type')).to.match(/problem\+json/);
  });
});
