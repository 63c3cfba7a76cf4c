/** Asks Stripe for an intent. An unknown outcome is repeated with the same key and body: Stripe answers with the first one. */
import type { EffectRunner } from '../../runtime/effects/types.ts';
import type { ApiOf } from '../stripe/accounts.ts';
import { ProviderRefusal } from '../stripe/errors.ts';
import { viewNow } from './look-up.ts';
import { type Answer, createIntent, type CreateIntentInput } from './requests.ts';

const NOT_POSSIBLE = 'The payment could not be prepared. Please book again, or pay in another way.';

export const createIntentRunner = (apiOf: ApiOf): EffectRunner<CreateIntentInput, Answer> => ({
  type: createIntent,
  timeoutMs: 15_000,
  async run({ account, body, idempotencyKey }, { tenantId }) {
    const api = await apiOf(tenantId, account);
    try {
      return { view: viewNow(await api.call('payment_intents.create', (sdk) => sdk.paymentIntents.create(body, { idempotencyKey }))) };
    } catch (error) {
      if (error instanceof ProviderRefusal) return { refusal: error.forCustomer || NOT_POSSIBLE };
      throw error;
    }
  },
  // Nobody was given the secret of an intent that may have been made: it cannot be paid.
  giveUp: () => ({ refusal: NOT_POSSIBLE }),
});
