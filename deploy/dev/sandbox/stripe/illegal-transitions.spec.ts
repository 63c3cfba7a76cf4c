/** Every action in every status: either it is legal and works, or it is refused and changes nothing. */
import { expect } from 'chai';
import type Stripe from 'stripe';
import { LEGAL } from './model/legal-actions.ts';
import type { IntentStatus } from './model/payment-intent.ts';
import { BOOKING, type Connected, connected, errorOf } from './testing/connected.ts';

type Reach = (stripe: Stripe) => Promise<Stripe.PaymentIntent>;

const reach: Record<IntentStatus, Reach> = {
  requires_payment_method: (stripe) => stripe.paymentIntents.create(BOOKING),
  requires_confirmation: (stripe) => stripe.paymentIntents.create({ ...BOOKING, payment_method: 'pm_card_visa' }),
  requires_action: (stripe) =>
    stripe.paymentIntents.create({ ...BOOKING, payment_method: 'pm_card_authenticationRequired', confirm: true }),
  requires_capture: (stripe) =>
    stripe.paymentIntents.create({ ...BOOKING, payment_method: 'pm_card_visa', confirm: true }),
  succeeded: (stripe) =>
    stripe.paymentIntents.create({
      ...BOOKING,
      capture_method: 'automatic',
      payment_method: 'pm_card_visa',
      confirm: true,
    }),
  canceled: async (stripe) => stripe.paymentIntents.cancel((await stripe.paymentIntents.create(BOOKING)).id),
};

const act = {
  cancel: (stripe: Stripe, id: string) => stripe.paymentIntents.cancel(id),
  capture: (stripe: Stripe, id: string) => stripe.paymentIntents.capture(id),
  confirm: (stripe: Stripe, id: string) => stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }),
  update: (stripe: Stripe, id: string) => stripe.paymentIntents.update(id, { amount: 3000 }),
};

describe('Stripe sandbox: legal and illegal transitions', () => {
  let box: Connected;
  before(async () => void (box = await connected()));
  after(() => box[Symbol.asyncDispose]());

  for (const [status, create] of entriesOf(reach)) {
    for (const [action, perform] of entriesOf(act)) {
      const legal = LEGAL[action].includes(status);
      it(`${legal ? 'allows' : 'refuses'} ${action} in ${status}`, async () => {
        const { stripe } = box;
        const intent = await create(stripe);
        expect(intent.status).to.equal(status);
        if (legal) {
          expect((await perform(stripe, intent.id)).id).to.equal(intent.id);
          return;
        }
        const error = await errorOf(perform(stripe, intent.id));
        expect(error).to.include({
          type: 'StripeInvalidRequestError',
          statusCode: 400,
          code: 'payment_intent_unexpected_state',
        });
        expect(error.doc_url).to.equal('https://stripe.com/docs/error-codes/payment-intent-unexpected-state');
        const { lastResponse: _, ...after } = await stripe.paymentIntents.retrieve(intent.id);
        const { lastResponse: __, ...before } = { lastResponse: undefined, ...intent };
        expect(after).to.deep.equal(before);
      });
    }
  }
});

function entriesOf<K extends string, V>(record: Record<K, V>): [K, V][] {
  const entries: [K, V][] = [];
  for (const key in record) entries.push([key, record[key]]);
  return entries;
}
