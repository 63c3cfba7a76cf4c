/** Takes the reserved money. An unknown outcome is looked up before it is asked for again. */
import type { EffectRunner } from '../../runtime/effects/types.ts';
import type { ApiOf } from '../stripe/accounts.ts';
import type { StripeApi } from '../stripe/api.ts';
import { ProviderRefusal } from '../stripe/errors.ts';
import { lookAt, retrieve, viewNow } from './look-up.ts';
import { type Answer, captureIntent, type IntentCallInput } from './requests.ts';
import type Stripe from 'stripe';

type Input = IntentCallInput<Stripe.PaymentIntentCaptureParams>;

const NOT_TAKEN = 'Your bank refused to hand over the reserved money. You were not charged.';

export const captureIntentRunner = (apiOf: ApiOf): EffectRunner<Input, Answer> => ({
  type: captureIntent,
  timeoutMs: 25_000,
  maxAttempts: 20,
  async run(input, { attempt, tenantId }) {
    const api = await apiOf(tenantId, input.account);
    if (attempt > 1) {
      const intent = await retrieve(api, input.reference);
      if (intent.status !== 'requires_capture') return { view: viewNow(intent) };
    }
    return take(api, input);
  },
});

async function take(api: StripeApi, { reference, body, idempotencyKey }: Input): Promise<Answer> {
  try {
    const intent = await api.call('payment_intents.capture', (sdk) => sdk.paymentIntents.capture(reference, body, { idempotencyKey }));
    return { view: viewNow(intent) };
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error;
    // The refusal may only mean that it was captured or cancelled already: how things stand decides.
    return { view: await lookAt(api, reference), refusal: error.forCustomer || NOT_TAKEN };
  }
}
