/** Payments through the official SDK, from creation to capture, cancellation or refusal. */
import { expect } from 'chai';
import { BOOKING, type Connected, connected, errorOf } from './testing/connected.ts';

describe('Stripe sandbox: payment lifecycle', () => {
  let box: Connected;
  before(async () => void (box = await connected()));
  after(() => box[Symbol.asyncDispose]());

  it('authorises, then captures', async () => {
    const { stripe } = box;
    const created = await stripe.paymentIntents.create(BOOKING);
    expect(created.status).to.equal('requires_payment_method');
    expect(created.client_secret).to.match(new RegExp(`^${created.id}_secret_\\w{24}$`));

    const authorised = await stripe.paymentIntents.confirm(created.id, {
      payment_method: 'pm_card_visa',
      expand: ['latest_charge', 'payment_method'],
    });
    expect(authorised).to.include({ status: 'requires_capture', amount_capturable: 2000, amount_received: 0 });
    expect(authorised.latest_charge).to.deep.include({
      captured: false,
      paid: true,
      balance_transaction: null,
      metadata: { booking_id: 'bkg_1' },
    });
    expect(authorised.payment_method).to.have.nested.property('card.last4', '4242');

    const captured = await stripe.paymentIntents.capture(created.id, { expand: ['latest_charge.balance_transaction'] });
    expect(captured).to.include({ status: 'succeeded', amount_capturable: 0, amount_received: 2000 });
    expect(captured).to.have.nested.property('latest_charge.balance_transaction.net', 2000 - 88);
  });

  it('captures at once when capture is automatic', async () => {
    const paid = await box.stripe.paymentIntents.create({
      ...BOOKING,
      capture_method: 'automatic',
      payment_method: 'pm_card_mastercard',
      confirm: true,
    });
    expect(paid).to.include({ status: 'succeeded', amount_received: 2000 });
  });

  it('captures less than was authorised, never more', async () => {
    const { stripe } = box;
    const intent = await stripe.paymentIntents.create({ ...BOOKING, payment_method: 'pm_card_visa', confirm: true });
    const error = await errorOf(stripe.paymentIntents.capture(intent.id, { amount_to_capture: 2001 }));
    expect(error).to.include({ statusCode: 400, code: 'amount_too_large', param: 'amount_to_capture' });
    const captured = await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 1500 });
    expect(captured).to.include({ status: 'succeeded', amount: 2000, amount_received: 1500 });
  });

  it('releases the authorisation of a canceled intent', async () => {
    const { stripe } = box;
    const intent = await stripe.paymentIntents.create({ ...BOOKING, payment_method: 'pm_card_visa', confirm: true });
    const canceled = await stripe.paymentIntents.cancel(intent.id, {
      cancellation_reason: 'abandoned',
      expand: ['latest_charge'],
    });
    expect(canceled).to.include({ status: 'canceled', amount_capturable: 0, cancellation_reason: 'abandoned' });
    expect(canceled.latest_charge).to.include({ captured: false, amount_captured: 0, refunded: true });
    expect(canceled.canceled_at).to.be.a('number');
  });

  it('changes the amount before payment and asks for a new confirmation', async () => {
    const { stripe } = box;
    const intent = await stripe.paymentIntents.create({ ...BOOKING, payment_method: 'pm_card_visa' });
    expect(intent.status).to.equal('requires_confirmation');
    const updated = await stripe.paymentIntents.update(intent.id, {
      amount: 2500,
      metadata: { booking_id: '', note: 'x' },
    });
    expect(updated).to.deep.include({ amount: 2500, status: 'requires_confirmation', metadata: { note: 'x' } });
  });

  it('lets metadata and description change after payment, but not the amount', async () => {
    const { stripe } = box;
    const intent = await stripe.paymentIntents.create({ ...BOOKING, payment_method: 'pm_card_visa', confirm: true });
    expect((await stripe.paymentIntents.update(intent.id, { metadata: { seen: '1' } })).metadata).to.deep.equal({
      booking_id: 'bkg_1',
      seen: '1',
    });
    expect(await errorOf(stripe.paymentIntents.update(intent.id, { amount: 1 }))).to.include({
      code: 'payment_intent_unexpected_state',
    });
  });

  it('refuses the capture of an authorisation the issuer dropped, and ends the intent', async () => {
    const { stripe } = box;
    const intent = await stripe.paymentIntents.create({
      ...BOOKING,
      payment_method: 'pm_card_sandboxAuthorizationLost',
      confirm: true,
    });
    expect(intent.status).to.equal('requires_capture');
    const error = await errorOf(stripe.paymentIntents.capture(intent.id));
    expect(error).to.include({ statusCode: 400, code: 'charge_expired_for_capture' });
    expect(error.payment_intent).to.include({ status: 'canceled', cancellation_reason: 'automatic' });
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).to.equal('canceled');
  });

  it('drops an authorisation on request, as after seven days', async () => {
    const { stripe, sandbox } = box;
    const intent = await stripe.paymentIntents.create({ ...BOOKING, payment_method: 'pm_card_visa', confirm: true });
    await sandbox.expireAuthorization(intent.id);
    expect(await errorOf(stripe.paymentIntents.capture(intent.id))).to.include({
      code: 'payment_intent_unexpected_state',
    });
  });

  it('lists intents newest first, in pages', async () => {
    const { stripe } = box;
    const customer = await stripe.customers.create({ email: 'guest@example.com', name: 'Guest' });
    const ids: string[] = [];
    for (const amount of [1000, 1100, 1200])
      ids.unshift((await stripe.paymentIntents.create({ ...BOOKING, amount, customer: customer.id })).id);
    const seen: string[] = [];
    for await (const intent of stripe.paymentIntents.list({ customer: customer.id, limit: 2 })) seen.push(intent.id);
    expect(seen).to.deep.equal(ids);
    expect((await stripe.customers.retrieve(customer.id)).id).to.equal(customer.id);
  });
});
