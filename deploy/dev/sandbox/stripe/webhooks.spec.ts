/** Webhooks as a receiver sees them: signed, repeated until acknowledged, and under the test's control. */
import { expect } from 'chai';
import Stripe from 'stripe';
import { header } from '../http/exchange.ts';
import { RETRY_SECONDS } from './webhooks/delivery.ts';
import { BOOKING, type Connected, connected, errorOf } from './testing/connected.ts';
import { receiveWebhooks, typesOf, WEBHOOK_SECRET, type WebhookReceiver } from './testing/webhook-receiver.ts';

const AUTHORISED = { ...BOOKING, payment_method: 'pm_card_visa', confirm: true };
const AUTHORISED_EVENTS = ['payment_intent.created', 'charge.succeeded', 'payment_intent.amount_capturable_updated'];

describe('Stripe sandbox: webhooks', () => {
  let receiver: WebhookReceiver;
  let box: Connected;

  async function start(statusOf?: Parameters<typeof receiveWebhooks>[0]): Promise<void> {
    receiver = await receiveWebhooks(statusOf);
    box = await connected({ webhooks: [{ url: receiver.url, secret: WEBHOOK_SECRET }] });
  }

  afterEach(async () => {
    await box[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });

  it('are signed so that the official SDK accepts them, and only unchanged', async () => {
    await start();
    const intent = await box.stripe.paymentIntents.create(BOOKING);
    await receiver.arrived(1);
    const [request] = receiver.received;
    if (request === undefined) throw new Error('no webhook');
    const signature = header(request, 'stripe-signature') ?? '';
    const event = box.stripe.webhooks.constructEvent(request.body, signature, WEBHOOK_SECRET);
    expect(event).to.deep.include({ type: 'payment_intent.created', api_version: Stripe.API_VERSION, livemode: false });
    expect(event.data.object).to.include({ id: intent.id, status: 'requires_payment_method' });
    expect(event.request).to.include({ id: intent.lastResponse.requestId });
    expect(() => box.stripe.webhooks.constructEvent(`${request.body} `, signature, WEBHOOK_SECRET)).to.throw(
      Stripe.errors.StripeSignatureVerificationError,
    );
    expect(() => box.stripe.webhooks.constructEvent(request.body, signature, 'whsec_other')).to.throw(
      Stripe.errors.StripeSignatureVerificationError,
    );
  });

  it('tell the whole story of a payment', async () => {
    await start();
    const { stripe, sandbox } = box;
    const intent = await stripe.paymentIntents.create(BOOKING);
    await errorOf(stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_chargeDeclined' }));
    await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
    await stripe.paymentIntents.capture(intent.id);
    await stripe.refunds.create({ payment_intent: intent.id });
    await sandbox.webhooks.settled();
    expect(typesOf(receiver.received)).to.have.members([
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
      'charge.succeeded',
      'payment_intent.amount_capturable_updated',
      'charge.captured',
      'payment_intent.succeeded',
      'refund.created',
      'charge.refunded',
    ]);
  });

  it('continue the trace the payment was created in, refunds included', async () => {
    await start();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const intent = await box.stripe.paymentIntents.create({
      ...AUTHORISED,
      capture_method: 'automatic',
      metadata: { traceparent },
    });
    await box.stripe.refunds.create({ payment_intent: intent.id });
    await box.sandbox.webhooks.settled();
    expect(receiver.received).to.have.length(5);
    expect(new Set(receiver.received.map((request) => header(request, 'traceparent')))).to.deep.equal(
      new Set([traceparent]),
    );
  });

  it('carry no header that a caller smuggled into metadata', async () => {
    await start();
    await box.stripe.paymentIntents.create({ ...BOOKING, metadata: { traceparent: '00-1\r\nx-evil: 1' } });
    await receiver.arrived(1);
    expect(receiver.received[0]?.headers).to.not.have.any.keys('traceparent', 'x-evil');
  });

  it('come again about a second after a refusal, with the same event', async () => {
    await start((_request, index) => (index === 0 ? 500 : 200));
    const started = Date.now();
    await box.stripe.paymentIntents.create(BOOKING);
    expect((await box.stripe.events.list()).data[0]).to.include({ pending_webhooks: 1 });
    await receiver.arrived(2);
    expect(Date.now() - started).to.be.within(RETRY_SECONDS[0] * 1000 - 50, 3000);
    await box.sandbox.webhooks.settled();
    expect(receiver.received[1]?.body).to.deep.equal(receiver.received[0]?.body);
    expect(box.sandbox.webhooks.deliveries()[0]).to.have.nested.property('attempts[0].status', 500);
    expect(box.sandbox.webhooks.deliveries()[0]).to.include({ state: 'delivered' });
    expect((await box.stripe.events.list()).data[0]).to.include({ pending_webhooks: 0 });
  });

  it('are not sent along a redirect', async () => {
    await start(() => 302);
    await box.stripe.paymentIntents.create(BOOKING);
    await receiver.arrived(2);
    expect(box.sandbox.webhooks.deliveries()[0]).to.include({ state: 'pending' });
  });

  it('wait while paused and arrive in the order asked for', async () => {
    await start();
    box.sandbox.webhooks.pause();
    await box.stripe.paymentIntents.create(AUTHORISED);
    expect(box.sandbox.webhooks.deliveries().map(({ state }) => state)).to.deep.equal(['held', 'held', 'held']);
    await box.sandbox.webhooks.resume('reverse');
    expect(typesOf(receiver.received)).to.deep.equal(AUTHORISED_EVENTS.toReversed());
  });

  it('shuffle the same way for the same seed', async () => {
    await start();
    for (let round = 0; round < 2; round += 1) {
      box.sandbox.webhooks.pause();
      await box.stripe.paymentIntents.create(AUTHORISED);
      await box.sandbox.webhooks.resume('random', 7);
    }
    const types = typesOf(receiver.received);
    expect(types.slice(0, 3)).to.deep.equal(types.slice(3)).and.to.have.members(AUTHORISED_EVENTS);
  });

  it('hold back single types', async () => {
    await start();
    box.sandbox.webhooks.hold(['payment_intent.amount_capturable_updated']);
    await box.stripe.paymentIntents.create(AUTHORISED);
    await box.sandbox.webhooks.settled();
    expect(typesOf(receiver.received)).to.have.members(AUTHORISED_EVENTS.slice(0, 2));
    await box.sandbox.webhooks.resume();
    expect(typesOf(receiver.received).at(-1)).to.equal('payment_intent.amount_capturable_updated');
  });

  it('are delivered as many times as the test wants, under one event id', async () => {
    await start();
    box.sandbox.webhooks.copies(5);
    await box.stripe.paymentIntents.create(BOOKING);
    await receiver.arrived(5);
    box.sandbox.webhooks.copies(1);
    const [event] = box.sandbox.events();
    await box.sandbox.webhooks.redeliver(event?.id ?? '', 2);
    await receiver.arrived(7);
    expect(new Set(receiver.received.map((request) => JSON.parse(request.body.toString()).id))).to.deep.equal(
      new Set([event?.id]),
    );
  });

  it('reach endpoints that hear of their type only', async () => {
    await start();
    await using second = await receiveWebhooks();
    box.sandbox.webhooks.register({ url: second.url, secret: 'whsec_second', events: ['charge.*'] });
    await box.stripe.paymentIntents.create(AUTHORISED);
    await box.sandbox.webhooks.settled();
    expect(typesOf(second.received)).to.deep.equal(['charge.succeeded']);
    expect(receiver.received).to.have.length(3);
  });
});
