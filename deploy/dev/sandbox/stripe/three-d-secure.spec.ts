/** 3-D Secure through the API: the challenge, its two ends, and who may answer it. */
import { expect } from 'chai';
import type Stripe from 'stripe';
import { BOOKING, type Connected, connected, errorOf } from './testing/connected.ts';

describe('Stripe sandbox: 3-D Secure', () => {
  let box: Connected;
  before(async () => void (box = await connected()));
  after(() => box[Symbol.asyncDispose]());

  const challenged = (params: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
    box.stripe.paymentIntents.create({
      ...BOOKING,
      payment_method: 'pm_card_authenticationRequired',
      confirm: true,
      ...params,
    });

  function answer(intent: Stripe.PaymentIntent, fields: Record<string, string>): Promise<Response> {
    return fetch(`${box.sandbox.url}/_sandbox/3ds/${intent.id}`, {
      method: 'POST',
      body: new URLSearchParams({ client_secret: intent.client_secret ?? '', ...fields }),
      redirect: 'manual',
    });
  }

  it('asks Stripe.js to handle the challenge, and authorises when it is passed', async () => {
    const intent = await challenged();
    expect(intent).to.have.nested.property('next_action.type', 'use_stripe_sdk');
    expect((await answer(intent, { outcome: 'complete' })).status).to.equal(200);
    const after = await box.stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
    expect(after).to.include({ status: 'requires_capture', next_action: null });
    expect(after).to.have.nested.property(
      'latest_charge.payment_method_details.card.three_d_secure.result',
      'authenticated',
    );
  });

  it('wants another payment method when the challenge fails', async () => {
    const intent = await challenged();
    await answer(intent, { outcome: 'fail' });
    const after = await box.stripe.paymentIntents.retrieve(intent.id);
    expect(after).to.include({ status: 'requires_payment_method', payment_method: null });
    expect(after.last_payment_error?.code).to.equal('payment_intent_authentication_failure');
  });

  it('sends the customer to the bank and back when there is a return address', async () => {
    const intent = await challenged({ return_url: 'https://berth.example/done?x=1' });
    const redirect = intent.next_action?.redirect_to_url;
    const page = await (await fetch(redirect?.url ?? '')).text();
    expect(page).to.include('€20.00').and.include('value="complete"');
    const back = await answer(intent, { outcome: 'complete', return_url: 'https://berth.example/done?x=1' });
    expect(back.status).to.equal(303);
    const target = new URL(back.headers.get('location') ?? '');
    expect(Object.fromEntries(target.searchParams)).to.deep.equal({
      x: '1',
      payment_intent: intent.id,
      payment_intent_client_secret: intent.client_secret,
      redirect_status: 'succeeded',
    });
  });

  it('can still be refused by the issuer after the challenge', async () => {
    const intent = await challenged({
      payment_method: 'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds',
    });
    await answer(intent, { outcome: 'complete' });
    expect((await box.stripe.paymentIntents.retrieve(intent.id)).last_payment_error).to.include({
      decline_code: 'insufficient_funds',
    });
  });

  it('is asked of any card on request', async () => {
    const intent = await challenged({
      payment_method: 'pm_card_visa',
      payment_method_options: { card: { request_three_d_secure: 'any' } },
    });
    expect(intent.status).to.equal('requires_action');
  });

  it('is a refusal when the customer is not there', async () => {
    expect(await errorOf(challenged({ off_session: true }))).to.include({
      statusCode: 402,
      code: 'authentication_required',
    });
    expect(await errorOf(challenged({ error_on_requires_action: true }))).to.include({
      statusCode: 402,
      code: 'authentication_required',
    });
  });

  it('is answered once, and only with the client secret', async () => {
    const intent = await challenged();
    expect((await answer(intent, { outcome: 'complete', client_secret: 'guessed' })).status).to.equal(400);
    expect((await answer(intent, { outcome: 'complete' })).status).to.equal(200);
    expect((await answer(intent, { outcome: 'fail' })).status).to.equal(400);
    expect((await box.stripe.paymentIntents.retrieve(intent.id)).status).to.equal('requires_capture');
  });
});
