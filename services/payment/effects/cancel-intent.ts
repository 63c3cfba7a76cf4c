/** Gives the reservation up. An intent that is over already answers how it ended. */
import type Stripe from 'stripe';
import type { EffectRunner } from '../../runtime/effects/types.ts';
import type { ApiOf } from '../stripe/accounts.ts';
import type { StripeApi } from '../stripe/api.ts';
import { ProviderRefusal, ProviderUnavailable } from '../stripe/errors.ts';
import { lookAt, viewNow } from './look-up.ts';
import { type Answer, cancelIntent, type IntentCallInput } from './requests.ts';

type Input = IntentCallInput<Stripe.PaymentIntentCancelParams>;

export const cancelIntentRunner = (apiOf: ApiOf): EffectRunner<Input, Answer> => ({
  type: cancelIntent,
  timeoutMs: 25_000,
  maxAttempts: 20,
  async run(input, { attempt, tenantId }) {
    const api = await apiOf(tenantId, input.account);
    if (attempt > 1) {
      const view = await lookAt(api, input.reference);
      if (isOver(view)) return { view };
    }
    return giveUpReservation(api, input);
  },
});

async function giveUpReservation(api: StripeApi, { reference, body, idempotencyKey }: Input): Promise<Answer> {
  try {
    const intent = await api.call('payment_intents.cancel', (sdk) => sdk.paymentIntents.cancel(reference, body, { idempotencyKey }));
    return { view: viewNow(intent) };
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error;
    const view = await lookAt(api, reference);
    if (isOver(view)) return { view };
    throw new ProviderUnavailable(`${error.message}; the intent is not over, so it is tried again`);
  }
}

const isOver = ({ facts }: NonNullable<Answer['view']>): boolean => facts.some(({ type }) => type === 'voided' || type === 'captured');
