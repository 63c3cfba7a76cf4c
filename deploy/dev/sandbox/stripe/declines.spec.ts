/** Refused cards: the error, the charge and the intent say the same, and another card may be tried. */
import { expect } from 'chai';
import { BOOKING, type Connected, connected, errorOf } from './testing/connected.ts';
import { TEST_CARDS } from './model/test-cards.ts';

describe('Stripe sandbox: refused cards', () => {
  let box: Connected;
  before(async () => void (box = await connected()));
  after(() => box[Symbol.asyncDispose]());

  for (const card of TEST_CARDS.filter(({ decline, challenge }) => decline !== undefined && challenge !== true)) {
    it(`declines ${card.number} (${card.title})`, async () => {
      const { stripe } = box;
      const intent = await stripe.paymentIntents.create(BOOKING);
      const method = await stripe.paymentMethods.create({
        type: 'card',
        card: { number: card.number, exp_month: 12, exp_year: 2040, cvc: '123' },
      });
      const error = await errorOf(stripe.paymentIntents.confirm(intent.id, { payment_method: method.id }));
      expect(error).to.include({
        type: 'StripeCardError',
        rawType: 'card_error',
        statusCode: 402,
        code: card.decline?.code,
        decline_code: card.decline?.declineCode,
      });
      expect(error.message).to.equal(card.decline?.message);
      expect(error.requestId).to.match(/^req_/);
      const after = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
      expect(after).to.deep.include({ status: 'requires_payment_method', payment_method: null });
      expect(after.last_payment_error).to.include({ code: card.decline?.code, charge: error.charge });
      expect(after.latest_charge).to.include({ status: 'failed', paid: false, failure_code: card.decline?.code });
    });
  }

  it('accepts another card after a refusal', async () => {
    const { stripe } = box;
    const intent = await stripe.paymentIntents.create(BOOKING);
    await errorOf(stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_chargeDeclined' }));
    const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
    expect(paid).to.include({ status: 'requires_capture', last_payment_error: null });
    expect((await stripe.charges.list({ payment_intent: intent.id })).data.map(({ status }) => status)).to.deep.equal([
      'succeeded',
      'failed',
    ]);
  });

  it('creates the intent even when its immediate confirmation is refused', async () => {
    const error = await errorOf(
      box.stripe.paymentIntents.create({
        ...BOOKING,
        payment_method: 'pm_card_chargeDeclinedInsufficientFunds',
        confirm: true,
      }),
    );
    expect(error.payment_intent).to.include({ status: 'requires_payment_method' });
    expect((await box.stripe.paymentIntents.retrieve(error.payment_intent?.id ?? '')).status).to.equal(
      'requires_payment_method',
    );
  });

  for (const [what, card, code, param] of [
    [
      'a wrong check digit',
      { number: '4242424242424241', exp_month: 12, exp_year: 2040, cvc: '123' },
      'incorrect_number',
      'number',
    ],
    [
      'a real-looking card',
      { number: '4111111111111111', exp_month: 12, exp_year: 2040, cvc: '123' },
      'card_declined',
      'number',
    ],
    [
      'month 13',
      { number: '4242424242424242', exp_month: 13, exp_year: 2040, cvc: '123' },
      'invalid_expiry_month',
      'exp_month',
    ],
    [
      'a past year',
      { number: '4242424242424242', exp_month: 1, exp_year: 2020, cvc: '123' },
      'invalid_expiry_year',
      'exp_year',
    ],
    [
      'a short security code',
      { number: '4242424242424242', exp_month: 12, exp_year: 2040, cvc: '12' },
      'invalid_cvc',
      'cvc',
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      expect(await errorOf(box.stripe.paymentMethods.create({ type: 'card', card }))).to.include({
        type: 'StripeCardError',
        code,
        param,
      });
    });
  }

  it('lets a payment method without a customer pay once', async () => {
    const { stripe } = box;
    const { id } = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } });
    await stripe.paymentIntents.create({ ...BOOKING, payment_method: id, confirm: true });
    expect(await errorOf(stripe.paymentIntents.create({ ...BOOKING, payment_method: id, confirm: true }))).to.include({
      code: 'payment_method_unexpected_state',
    });
  });

  it('keeps a payment method for its customer, and for nobody else', async () => {
    const { stripe } = box;
    const [ada, bob] = [await stripe.customers.create({ name: 'Ada' }), await stripe.customers.create({ name: 'Bob' })];
    const first = await stripe.paymentIntents.create({
      ...BOOKING,
      customer: ada.id,
      setup_future_usage: 'off_session',
      payment_method: 'pm_card_visa',
      confirm: true,
    });
    const payment_method = String(first.payment_method);
    expect(
      (
        await stripe.paymentIntents.create({
          ...BOOKING,
          customer: ada.id,
          payment_method,
          confirm: true,
          off_session: true,
        })
      ).status,
    ).to.equal('requires_capture');
    expect(
      await errorOf(stripe.paymentIntents.create({ ...BOOKING, customer: bob.id, payment_method, confirm: true })),
    ).to.include({ statusCode: 400, param: 'payment_method' });
  });
});
