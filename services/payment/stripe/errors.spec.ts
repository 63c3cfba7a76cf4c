import { expect } from 'chai';
import Stripe from 'stripe';
import { Permanent } from '../../runtime/effects/types.ts';
import { ProviderRefusal, ProviderUnavailable, translate } from './errors.ts';

const { errors } = Stripe;
const raw = (more: object = {}) => ({ message: 'Something.', payment_intent: { client_secret: 'pi_1_secret_x' }, ...more }) as never;

describe('translate', () => {
  it('takes what Stripe decided as a refusal, with words for the customer when there are any', () => {
    const declined = translate('payment_intents.capture', new errors.StripeCardError(raw({ message: 'Your card was declined.', code: 'card_declined', statusCode: 402 })));
    expect(declined).to.be.instanceOf(ProviderRefusal).and.include({ code: 'card_declined', forCustomer: 'Your card was declined.' });
    const bad = translate('payment_intents.create', new errors.StripeInvalidRequestError(raw({ code: 'amount_too_small', statusCode: 400 })));
    expect(bad).to.be.instanceOf(ProviderRefusal).and.include({ forCustomer: '' });
  });

  it('takes what may pass as no answer', () => {
    const passing = [
      new errors.StripeConnectionError(raw()),
      new errors.StripeAPIError(raw({ statusCode: 500 })),
      new errors.StripeRateLimitError(raw({ statusCode: 429 })),
      new errors.StripeAuthenticationError(raw({ statusCode: 401 })),
      new errors.StripeIdempotencyError(raw({ statusCode: 409 })),
      new errors.StripeInvalidRequestError(raw({ statusCode: 409, code: 'lock_timeout' })),
      new Error('socket hang up'),
    ];
    for (const error of passing) expect(translate('refunds.create', error), error.name).to.be.instanceOf(ProviderUnavailable);
  });

  it('does not repeat a key that was used for something else', () => {
    expect(translate('refunds.create', new errors.StripeIdempotencyError(raw({ statusCode: 400 })))).to.be.instanceOf(Permanent);
  });

  it("leaves Stripe's objects behind: they hold secrets, and errors are logged", () => {
    const error = translate('payment_intents.capture', new errors.StripeInvalidRequestError(raw({ statusCode: 400 })));
    expect(JSON.stringify([error.message, error, error.cause])).not.to.contain('secret');
  });
});
