/** Asks Stripe how an intent and its refunds stand now: what a lost webhook would have told, and more. */
import type Stripe from 'stripe';
import type { EffectRunner } from '../../runtime/effects/types.ts';
import type { ProviderView } from '../domain/facts.ts';
import type { ApiOf } from '../stripe/accounts.ts';
import type { StripeApi } from '../stripe/api.ts';
import { refundFact, viewOfIntent } from '../stripe/view.ts';
import { type Answer, lookUp, type LookUpInput } from './requests.ts';

export const lookUpRunner = (apiOf: ApiOf): EffectRunner<LookUpInput, Answer> => ({
  type: lookUp,
  timeoutMs: 25_000,
  // The next reminder asks again: a look-up that fails must not wait for an operator.
  maxAttempts: 3,
  run: async ({ account, reference }, { tenantId }) => ({ view: await lookAt(await apiOf(tenantId, account), reference) }),
  giveUp: () => ({}),
});

export const retrieve = (api: StripeApi, reference: string): Promise<Stripe.PaymentIntent> =>
  api.call('payment_intents.retrieve', (sdk) => sdk.paymentIntents.retrieve(reference, { expand: ['latest_charge'] }));

/** All refunds of an intent that matter: a payment has few. */
export async function refundsOf(api: StripeApi, reference: string): Promise<Stripe.Refund[]> {
  const page = await api.call('refunds.list', (sdk) => sdk.refunds.list({ payment_intent: reference, limit: 100 }));
  return page.data;
}

/** Everything that Stripe knows of an intent. */
export async function lookAt(api: StripeApi, reference: string): Promise<ProviderView> {
  const view = viewNow(await retrieve(api, reference));
  if (!view.facts.some(({ type }) => type === 'captured')) return view;
  const refunds = await refundsOf(api, reference);
  return { ...view, facts: [...view.facts, ...refunds.map(refundFact)] };
}

/** The facts of an answer given just now. A failed attempt comes with its charge, which knows when it was. */
export const viewNow = (intent: Stripe.PaymentIntent): ProviderView => viewOfIntent(intent, intent.created);
