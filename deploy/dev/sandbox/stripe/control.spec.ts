/** The sandbox's HTTP interface, which end-to-end tests in other processes use. */
import { expect } from 'chai';
import { BOOKING, type Connected, connected, errorOf } from './testing/connected.ts';
import { receiveWebhooks, typesOf, type WebhookReceiver } from './testing/webhook-receiver.ts';

describe('Stripe sandbox: control interface', () => {
  let box: Connected;
  let receiver: WebhookReceiver;
  beforeEach(async () => {
    box = await connected();
    receiver = await receiveWebhooks();
    await post('webhooks/endpoints', { url: receiver.url, secret: 'whsec_x' });
  });
  afterEach(async () => {
    await box[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });

  async function post(path: string, body: object = {}): Promise<number> {
    const response = await fetch(`${box.sandbox.url}/_sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return response.status;
  }

  async function get(path: string): Promise<{ data: Record<string, unknown>[] }> {
    return (await fetch(`${box.sandbox.url}/_sandbox/${path}`)).json();
  }

  it('pauses, reorders and repeats webhooks', async () => {
    await post('webhooks/pause');
    await box.stripe.paymentIntents.create({ ...BOOKING, payment_method: 'pm_card_visa', confirm: true });
    expect((await get('deliveries')).data.map(({ state }) => state)).to.deep.equal(['held', 'held', 'held']);
    await post('webhooks/resume', { order: 'reverse' });
    expect(typesOf(receiver.received)).to.deep.equal([
      'payment_intent.amount_capturable_updated',
      'charge.succeeded',
      'payment_intent.created',
    ]);
    await post(`events/${box.sandbox.events()[0]?.id}/redeliver`, { times: 3 });
    await post('webhooks/settled');
    expect(typesOf(receiver.received).slice(3)).to.deep.equal(Array(3).fill('payment_intent.created'));
  });

  it('holds types back and multiplies deliveries', async () => {
    await post('webhooks/hold', { types: ['charge.*'] });
    await post('webhooks/copies', { count: 2 });
    await box.stripe.paymentIntents.create({ ...BOOKING, payment_method: 'pm_card_visa', confirm: true });
    await post('webhooks/settled');
    expect(typesOf(receiver.received)).to.have.members(
      ['payment_intent.created', 'payment_intent.amount_capturable_updated'].flatMap((type) => [type, type]),
    );
  });

  it('shows payments, lets authorisations lapse and breaks calls', async () => {
    const intent = await box.stripe.paymentIntents.create({
      ...BOOKING,
      payment_method: 'pm_card_visa',
      confirm: true,
    });
    expect((await get('payments')).data[0]).to.have.nested.property('intent.id', intent.id);
    expect(await post(`payment_intents/${intent.id}/expire`)).to.equal(200);
    expect((await box.stripe.paymentIntents.retrieve(intent.id)).status).to.equal('canceled');
    await post('faults', { kind: 'refuse', status: 503, path: '/v1/refunds' });
    await post('faults/clear');
    expect(await errorOf(box.stripe.refunds.create({ payment_intent: intent.id }))).to.include({ statusCode: 400 });
  });

  for (const [path, body] of [
    ['webhooks/endpoints', { url: 'http://127.0.0.1:1/' }],
    ['webhooks/resume', { order: 'sideways' }],
    ['webhooks/copies', { count: 0 }],
    ['webhooks/hold', { types: 'charge.*' }],
    ['faults', { kind: 'explode' }],
  ] as const) {
    it(`refuses ${path} with ${JSON.stringify(body)}`, async () => {
      expect(await post(path, body)).to.equal(400);
    });
  }

  it('cannot be driven by a foreign web page: other content types are refused', async () => {
    const response = await fetch(`${box.sandbox.url}/_sandbox/webhooks/pause`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: '{}',
    });
    expect(response.status).to.equal(400);
    expect(response.headers.has('access-control-allow-origin')).to.equal(false);
  });

  it('answers 404 to unknown events, payments and paths', async () => {
    expect(await post('events/evt_none/redeliver')).to.equal(404);
    expect(await post('payment_intents/pi_none/expire')).to.equal(404);
    expect(await post('nothing')).to.equal(404);
  });
});
