/** Who may call, what is refused before anything happens, and how idempotency keys behave. */
import { expect } from 'chai';
import {
  BOOKING,
  clientOf,
  type Connected,
  connected,
  errorOf,
  PUBLISHABLE_KEY,
  SECRET_KEY,
} from './testing/connected.ts';

describe('Stripe sandbox: keys', () => {
  let box: Connected;
  before(async () => void (box = await connected()));
  after(() => box[Symbol.asyncDispose]());

  it('answers 401 to no key, a wrong one and a live one', async () => {
    const bare = await fetch(`${box.sandbox.url}/v1/payment_intents`);
    expect(bare.status).to.equal(401);
    expect(await errorOf(clientOf(box.sandbox, 'sk_wrong').paymentIntents.list())).to.include({
      type: 'StripeAuthenticationError',
      statusCode: 401,
    });
    const live = await errorOf(clientOf(box.sandbox, 'sk_live_1234567890').paymentIntents.list());
    expect(live.message).to.include('live key').and.not.include('sk_live_1234567890');
  });

  it('takes the key as Basic user, too', async () => {
    const headers = { authorization: `Basic ${Buffer.from(`${SECRET_KEY}:`).toString('base64')}` };
    expect((await fetch(`${box.sandbox.url}/v1/events`, { headers })).status).to.equal(200);
  });

  it('accepts only the keys it was given', async () => {
    await using strict = await connected({ secretKeys: ['sk_test_theonlyone'] });
    expect((await errorOf(strict.stripe.events.list())).statusCode).to.equal(401);
    expect((await clientOf(strict.sandbox, 'sk_test_theonlyone').events.list()).data).to.deep.equal([]);
  });

  it('shows a browser one intent, with its secret, without the keys for servers', async () => {
    const browser = clientOf(box.sandbox, PUBLISHABLE_KEY);
    const intent = await box.stripe.paymentIntents.create(BOOKING);
    const seen = await browser.paymentIntents.retrieve(intent.id, { client_secret: intent.client_secret ?? '' });
    expect(seen).to.include({ id: intent.id, status: 'requires_payment_method' });
    expect(seen).to.not.have.any.keys('metadata', 'customer', 'latest_charge');
    expect(await errorOf(browser.paymentIntents.retrieve(intent.id))).to.include({
      statusCode: 400,
      param: 'client_secret',
    });
    expect(
      await errorOf(browser.paymentIntents.retrieve(intent.id, { client_secret: `${intent.id}_secret_guess` })),
    ).to.include({ statusCode: 400 });
    expect(await errorOf(browser.paymentIntents.capture(intent.id))).to.include({
      statusCode: 401,
      code: 'secret_key_required',
    });
    expect(await errorOf(browser.refunds.create({ payment_intent: intent.id }))).to.include({
      code: 'secret_key_required',
    });
  });
});

describe('Stripe sandbox: parameters', () => {
  let box: Connected;
  before(async () => void (box = await connected()));
  after(() => box[Symbol.asyncDispose]());

  async function post(path: string, body: string): Promise<Record<string, unknown>> {
    const response = await fetch(box.sandbox.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${SECRET_KEY}` },
      body,
    });
    const { error } = await response.json();
    return { status: response.status, type: error.type, code: error.code, param: error.param };
  }

  for (const [body, expected] of [
    ['currency=eur', { code: 'parameter_missing', param: 'amount' }],
    ['amount=2000', { code: 'parameter_missing', param: 'currency' }],
    ['amount=20.5&currency=eur', { code: 'parameter_invalid_integer', param: 'amount' }],
    ['amount=49&currency=eur', { code: 'amount_too_small', param: 'amount' }],
    ['amount=100000000&currency=eur', { code: 'amount_too_large', param: 'amount' }],
    ['amount=2000&currency=zzz', { code: undefined, param: 'currency' }],
    [
      'amount=2000&currency=eur&payment_method_types[]=card',
      { code: 'parameter_unknown', param: 'payment_method_types' },
    ],
    ['amount=2000&currency=eur&__proto__[x]=1', { code: 'parameter_unknown', param: '__proto__' }],
    ['amount[x]=1&amount=2&currency=eur', { code: undefined, param: 'amount' }],
    ['amount=2000&currency=eur&description=', { code: 'parameter_invalid_empty', param: 'description' }],
    ['amount=2000&currency=eur&capture_method=never', { code: undefined, param: 'capture_method' }],
    ['amount=2000&currency=eur&customer=cus_none', { code: 'resource_missing', param: 'customer' }],
    ['amount=2000&currency=eur&expand[]=metadata', { code: undefined, param: 'expand' }],
  ] as const) {
    it(`refuses ${body}`, async () => {
      const before = box.sandbox.intents().length;
      const { status, ...error } = await post('/v1/payment_intents', body);
      expect(status).to.be.oneOf([400, 404]);
      expect(error).to.deep.equal({ type: 'invalid_request_error', ...expected });
      expect(box.sandbox.intents()).to.have.length(before);
    });
  }

  it('names what it does not implement', async () => {
    expect(await post('/v1/subscriptions', '')).to.include({ status: 404 });
    expect(await errorOf(box.stripe.paymentIntents.retrieve('pi_none'))).to.include({
      statusCode: 404,
      code: 'resource_missing',
    });
  });

  it('wants a return address where payment methods may redirect', async () => {
    const intent = await box.stripe.paymentIntents.create({ amount: 2000, currency: 'eur' });
    expect(intent.automatic_payment_methods).to.deep.equal({ enabled: true, allow_redirects: 'always' });
    expect(await errorOf(box.stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' }))).to.include({
      param: 'return_url',
    });
    expect(
      (
        await box.stripe.paymentIntents.confirm(intent.id, {
          payment_method: 'pm_card_visa',
          return_url: 'https://berth.example/',
        })
      ).status,
    ).to.equal('succeeded');
  });
});

describe('Stripe sandbox: idempotency keys', () => {
  let box: Connected;
  let time = Date.now();
  before(async () => void (box = await connected({ now: () => time })));
  after(() => box[Symbol.asyncDispose]());

  it('repeats the first answer to the same request', async () => {
    const first = await box.stripe.paymentIntents.create(BOOKING, { idempotencyKey: 'key-1' });
    const again = await box.stripe.paymentIntents.create(BOOKING, { idempotencyKey: 'key-1' });
    expect(again.id).to.equal(first.id);
    expect(again.lastResponse.headers).to.include({
      'idempotent-replayed': 'true',
      'original-request': first.lastResponse.requestId,
    });
    expect(first.lastResponse.headers).to.not.have.property('idempotent-replayed');
  });

  it('repeats a refusal, too', async () => {
    const params = { ...BOOKING, payment_method: 'pm_card_chargeDeclined', confirm: true };
    const first = await errorOf(box.stripe.paymentIntents.create(params, { idempotencyKey: 'key-2' }));
    const again = await errorOf(box.stripe.paymentIntents.create(params, { idempotencyKey: 'key-2' }));
    expect(again.payment_intent?.id).to.equal(first.payment_intent?.id);
  });

  it('refuses the key for other parameters and for another endpoint', async () => {
    const intent = await box.stripe.paymentIntents.create(BOOKING, { idempotencyKey: 'key-3' });
    expect(
      await errorOf(box.stripe.paymentIntents.create({ ...BOOKING, amount: 1 }, { idempotencyKey: 'key-3' })),
    ).to.include({ type: 'StripeIdempotencyError', statusCode: 400, rawType: 'idempotency_error' });
    expect(
      (await errorOf(box.stripe.paymentIntents.cancel(intent.id, {}, { idempotencyKey: 'key-3' }))).message,
    ).to.include("'/v1/payment_intents'");
  });

  it('does not remember parameters it refused', async () => {
    await errorOf(box.stripe.paymentIntents.create({ amount: 2000, currency: '' }, { idempotencyKey: 'key-4' }));
    expect((await box.stripe.paymentIntents.create(BOOKING, { idempotencyKey: 'key-4' })).status).to.equal(
      'requires_payment_method',
    );
  });

  it('answers 409 while the first request is still running', async () => {
    const { sandbox, stripe } = box;
    const before = sandbox.intents().length;
    sandbox.faults.add({ kind: 'hold', path: '/v1/payment_intents' });
    const first = stripe.paymentIntents.create(BOOKING, { idempotencyKey: 'key-5' });
    while (sandbox.intents().length === before) await new Promise(setImmediate);
    expect(await errorOf(stripe.paymentIntents.create(BOOKING, { idempotencyKey: 'key-5' }))).to.include({
      statusCode: 409,
      code: 'idempotency_key_in_use',
    });
    sandbox.faults.clear();
    expect((await stripe.paymentIntents.create(BOOKING, { idempotencyKey: 'key-5' })).id).to.equal((await first).id);
  });

  it('does the work once when the answer was lost on the way', async () => {
    const { sandbox } = box;
    const before = sandbox.intents().length;
    sandbox.faults.add({ kind: 'hang-up', method: 'POST' });
    // The SDK repeats a call whose connection closed by itself, so this speaks HTTP.
    const create = () =>
      fetch(`${sandbox.url}/v1/payment_intents`, {
        method: 'POST',
        headers: { authorization: `Bearer ${SECRET_KEY}`, 'idempotency-key': 'key-6' },
        body: 'amount=2000&currency=eur',
      });
    expect(await create().catch((error: unknown) => error)).to.be.instanceOf(TypeError);
    expect((await create()).headers.get('idempotent-replayed')).to.equal('true');
    expect(sandbox.intents()).to.have.length(before + 1);
  });

  it('does nothing when it refuses on request', async () => {
    const before = box.sandbox.intents().length;
    box.sandbox.faults.add({ kind: 'refuse', status: 503 });
    expect(await errorOf(box.stripe.paymentIntents.create(BOOKING))).to.include({ statusCode: 503 });
    expect(box.sandbox.intents()).to.have.length(before);
  });

  it('forgets events after 30 days, and payments never', async () => {
    const { id } = await box.stripe.paymentIntents.create(BOOKING);
    time += 30 * 24 * 3600 * 1000;
    await box.sandbox.sweep();
    expect(box.sandbox.events()).to.deep.equal([]);
    expect((await box.stripe.paymentIntents.retrieve(id)).id).to.equal(id);
  });

  it('forgets a key after a day', async () => {
    const first = await box.stripe.paymentIntents.create(BOOKING, { idempotencyKey: 'key-7' });
    time += 24 * 3600 * 1000;
    await box.sandbox.sweep();
    expect((await box.stripe.paymentIntents.create(BOOKING, { idempotencyKey: 'key-7' })).id).to.not.equal(first.id);
  });
});
